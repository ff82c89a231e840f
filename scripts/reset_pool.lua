-- Empties a pool for tests, so that they begin anew: every user goes, and every group. It is run and declares nothing:
--
--   poolhouse run scripts/reset_pool.lua --dry-run     prints what would go
--   poolhouse run scripts/reset_pool.lua               asks for the pool's name, and deletes
--
--   --arg confirm=NAME                 the pool's name, where nobody is there to be asked
--   --arg pool=eu-west-1_Ab12Cd34E     another pool than the example's
--
-- It keeps away from a pool whose name does not say that it is for tests, and from one that is protected from deletion.

local ph = require "poolhouse"

local POOL = ph.args.pool or "us-east-1_examplepool"

-- One of these is a word of its name: `orders-test`, `dev_eu`. "latest" is none.
local FOR_TESTS = { test = true, tests = true, testing = true, dev = true, sandbox = true, examplepool = true }

local function is_for_tests(name)
  for word in name:lower():gmatch "%a+" do
    if FOR_TESTS[word] then
      return true
    end
  end
  return false
end

-- All names first: what is deleted while pages are turned moves those that follow.
local function names(pages, list, member)
  local found = {}
  for page in pages { UserPoolId = POOL, Limit = 60 } do
    for _, one in page[list] do
      table.insert(found, one[member])
    end
  end
  return found
end

local function users()
  return names(ph.api.list_users.pages, "Users", "Username")
end

local function groups()
  return names(ph.api.list_groups.pages, "Groups", "GroupName")
end

local pool = ph.api.describe_user_pool({ UserPoolId = POOL }).UserPool
if not is_for_tests(pool.Name) then
  error(`{pool.Name} ({POOL}) does not look like a pool for tests: no word of its name is test, dev or sandbox`, 0)
end
if pool.DeletionProtection == "ACTIVE" then
  error(`{pool.Name} ({POOL}) is protected from deletion`, 0)
end

local leaving, ending = users(), groups()
print(`{pool.Name} ({POOL}): {#leaving} users, {#ending} groups`)
if #leaving + #ending == 0 then
  return
end
if (ph.args.confirm or ph.prompt "Its name again, to delete all of them:") ~= pool.Name then
  error("that is not its name; nothing was deleted", 0)
end

for _, name in leaving do
  ph.api.admin_delete_user { UserPoolId = POOL, Username = name }
end
for _, name in ending do
  ph.api.delete_group { UserPoolId = POOL, GroupName = name }
end

print(`left: {#users()} users, {#groups()} groups`)
