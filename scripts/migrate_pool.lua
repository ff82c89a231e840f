-- Copies the users and groups of one pool into another: attributes, groups, and who is disabled. It is run and declares
-- nothing; run again, it brings what has changed since, and deletes nobody.
--
--   poolhouse run scripts/migrate_pool.lua --arg from=us-east-1_old --arg to=us-east-1_new --dry-run
--
--   --arg from=us-east-1_old           whose people move; the example's pool unless given
--   --arg to=us-east-1_new             where they go
--   --arg invite=true                  has the new pool invite everybody whom it gets
--
-- What no call can move, and so stays behind:
--
--   sub                  everybody gets a new one: what applications keep by `sub` has to be moved by them
--   passwords            nobody can read them: people are invited and choose one, or a user migration trigger
--                        (user_migration.lua) asks the old pool at their first sign-in, in the place of this script
--   MFA, passkeys        secrets, too: people set them up anew; devices and sessions end
--   federated users      they are made when they sign in through their provider
--   roles of groups      they are granted by an account, and may not be another's

local ph = require "poolhouse"

local FROM = ph.args.from or "us-east-1_examplepool"
local TO = ph.args.to or error("say where they go: --arg to=us-east-1_new", 0)
if FROM == TO then
  error("`from` and `to` are one and the same pool", 0)
end

local function every(pages, pool, list)
  local found = {}
  for page in pages { UserPoolId = pool, Limit = 60 } do
    for _, one in page[list] do
      table.insert(found, one)
    end
  end
  return found
end

-- The new pool's attributes by name: `custom:` ones that it lacks are told and left out.
local target = ph.api.describe_user_pool({ UserPoolId = TO }).UserPool
local schema = {}
for _, attribute in target.SchemaAttributes do
  schema[attribute.Name] = attribute
end
local signs_in_by = (target.UsernameAttributes or {})[1]

local function values(user)
  local found = {}
  for _, attribute in user.Attributes or {} do
    found[attribute.Name] = attribute.Value
  end
  return found
end

-- What a user is called: where people sign in by an address, Cognito makes the username up.
local function name_of(user)
  if not signs_in_by then
    return user.Username
  end
  return values(user)[signs_in_by]
end

local lost = {}

-- The attributes that move. Those that the service makes are its own; one that cannot be changed is for new users only.
local function attributes(user, is_new)
  local moved = {}
  for _, attribute in user.Attributes or {} do
    local name = attribute.Name
    local known = schema[name]
    if name == "sub" or name == "identities" or name:find "^cognito:" then
      continue
    elseif not known then
      lost[name] = (lost[name] or 0) + 1
    elseif is_new or known.Mutable then
      table.insert(moved, { Name = name, Value = attribute.Value })
    end
  end
  return moved
end

local function move_groups()
  local there = {}
  for _, group in every(ph.api.list_groups.pages, TO, "Groups") do
    there[group.GroupName] = true
  end
  local members = {}
  for _, group in every(ph.api.list_groups.pages, FROM, "Groups") do
    local name = group.GroupName
    local call = if there[name] then ph.api.update_group else ph.api.create_group
    call { UserPoolId = TO, GroupName = name, Description = group.Description, Precedence = group.Precedence }
    for page in ph.api.list_users_in_group.pages { UserPoolId = FROM, GroupName = name } do
      for _, user in page.Users do
        members[user.Username] = members[user.Username] or {}
        table.insert(members[user.Username], name)
      end
    end
  end
  return members
end

local function move_user(user, name, known, groups)
  local who = { UserPoolId = TO, Username = name }
  if known then
    local moved = attributes(user, false)
    if #moved > 0 then
      ph.api.admin_update_user_attributes { UserPoolId = TO, Username = name, UserAttributes = moved }
    end
  else
    ph.api.admin_create_user {
      UserPoolId = TO,
      Username = name,
      UserAttributes = attributes(user, true),
      MessageAction = if ph.args.invite == "true" then nil else "SUPPRESS",
    }
  end
  for _, group in groups do
    ph.api.admin_add_user_to_group { UserPoolId = TO, Username = name, GroupName = group }
  end
  local was_enabled = not known or known.Enabled
  if was_enabled and not user.Enabled then
    ph.api.admin_disable_user(who)
  elseif user.Enabled and not was_enabled then
    ph.api.admin_enable_user(who)
  end
end

local there = {}
for _, user in every(ph.api.list_users.pages, TO, "Users") do
  there[name_of(user) or ""] = user
end

local members = move_groups()
local counts = { new = 0, known = 0, federated = 0, failed = 0 }
for _, user in every(ph.api.list_users.pages, FROM, "Users") do
  local name = name_of(user)
  if user.UserStatus == "EXTERNAL_PROVIDER" then
    counts.federated += 1
  elseif not name then
    counts.failed += 1
    ph.log.warn(`{user.Username}: has no {signs_in_by}, by which people sign in to the new pool`)
  else
    local known = there[name]
    local ok, failure = pcall(move_user, user, name, known, members[user.Username] or {})
    if ok then
      local kind = if known then "known" else "new"
      counts[kind] += 1
    else
      counts.failed += 1
      ph.log.warn(`{user.Username}: {failure}`)
    end
  end
end

print(`{counts.new} new users, {counts.known} that were there already, {counts.federated} federated ones left out`)
for name, count in lost do
  ph.log.warn(`{name} of {count} users is left out: the new pool has no such attribute`)
end
if counts.failed > 0 then
  error(`{counts.failed} users were not copied, or not whole: the log says why; run it again when that is mended`, 0)
end
