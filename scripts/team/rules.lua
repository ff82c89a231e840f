-- Which groups people belong to, apart from the script so that others can share it.

local rules = {}

local by_department = {
  Engineering = { "engineering", "build" },
  Finance = { "finance" },
  Operations = { "operations", "build" },
  People = { "people" },
}

local descriptions = {
  build = "May start and stop builds",
  everyone = "All of the staff",
  ["on-call"] = "May be woken at night",
}

-- The groups of a row of staff.csv: everyone's, the department's, and those that the row names itself.
function rules.groups_for(row)
  local groups = { "everyone" }
  for _, name in ipairs(by_department[row.department] or {}) do
    table.insert(groups, name)
  end
  for name in row.groups:gmatch "[^;%s]+" do
    table.insert(groups, name)
  end
  return groups
end

function rules.description(group)
  return descriptions[group] or `Members of {group}`
end

return rules
