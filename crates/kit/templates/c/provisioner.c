// Declares everybody in the input `staff`, a line each: username,email,department.
#include "plugin.h"

#include <stdlib.h>
#include <string.h>

typedef plugin_string_t text;
typedef poolhouse_plugin_types_declaration_t declaration;
typedef poolhouse_plugin_types_attribute_t attribute;

// Texts of the program and of its inputs live until the call ends, so nothing here is freed.
static text of(const char *literal) {
  return (text){(uint8_t *)literal, strlen(literal)};
}

static text join(const char *before, text middle, const char *after) {
  size_t first = strlen(before), last = strlen(after);
  text joined = {malloc(first + middle.len + last), first + middle.len + last};
  memcpy(joined.ptr, before, first);
  memcpy(joined.ptr + first, middle.ptr, middle.len);
  memcpy(joined.ptr + first + middle.len, after, last);
  return joined;
}

// Takes what stands before `end` off the front of `rest`.
static text take(text *rest, char end) {
  uint8_t *at = rest->len ? memchr(rest->ptr, end, rest->len) : NULL;
  text taken = {rest->ptr, at ? (size_t)(at - rest->ptr) : rest->len};
  size_t used = at ? taken.len + 1 : taken.len;
  *rest = (text){rest->ptr + used, rest->len - used};
  return taken;
}

// All of the input of that name; on failure gives back false and says why.
static bool read_all(text name, text *all, text *error) {
  poolhouse_plugin_inputs_own_input_t input;
  if (!poolhouse_plugin_inputs_open(&name, &input, error)) return false;
  *all = (text){NULL, 0};
  plugin_list_u8_t piece;
  do {
    poolhouse_plugin_inputs_borrow_input_t borrowed = poolhouse_plugin_inputs_borrow_input(input);
    if (!poolhouse_plugin_inputs_method_input_read(borrowed, 1 << 20, &piece, error)) return false;
    all->ptr = realloc(all->ptr, all->len + piece.len + 1);
    memcpy(all->ptr + all->len, piece.ptr, piece.len);
    all->len += piece.len;
  } while (piece.len > 0);
  poolhouse_plugin_inputs_input_drop_own(input);
  return true;
}

static void declare(declaration *declared, uint32_t line) {
  declared->origin.is_some = true;
  declared->origin.val.file = of("staff");
  declared->origin.val.line = line;
  poolhouse_plugin_declarations_list_declaration_t batch = {declared, 1};
  poolhouse_plugin_declarations_declare(&batch);
}

static void declare_group(text pool, text name, uint32_t line) {
  declaration group = {.what.tag = POOLHOUSE_PLUGIN_TYPES_DECLARABLE_GROUP};
  group.what.val.group.id = name;
  group.what.val.group.user_pool_id = pool;
  declare(&group, line);
}

static void declare_user(text pool, text name, text email, text *department, uint32_t line) {
  attribute attributes[] = {{of("email"), email}, {of("email_verified"), of("true")}};
  declaration user = {.what.tag = POOLHOUSE_PLUGIN_TYPES_DECLARABLE_USER};
  poolhouse_plugin_types_user_t *it = &user.what.val.user;
  it->id = name;
  it->user_pool_id = pool;
  it->attributes.is_some = true;
  it->attributes.val = (poolhouse_plugin_types_list_attribute_t){attributes, 2};
  it->message_action.is_some = true;
  it->message_action.val = of("SUPPRESS");
  it->groups.is_some = true;
  it->groups.val = (plugin_list_string_t){department, department->len > 0};
  declare(&user, line);
}

static void report(text name, const char *message, uint32_t line) {
  poolhouse_plugin_declarations_fault_t fault = {.message = of(message)};
  fault.subject.is_some = true;
  fault.subject.val = join("user \"", name, "\"");
  fault.origin.is_some = true;
  fault.origin.val.file = of("staff");
  fault.origin.val.line = line;
  poolhouse_plugin_declarations_report(&fault);
}

// The departments that are declared already.
static text departments[1000];
static size_t department_count;

static bool is_new(text name) {
  for (size_t at = 0; at < department_count; at++) {
    if (departments[at].len == name.len && !memcmp(departments[at].ptr, name.ptr, name.len)) return false;
  }
  if (department_count == sizeof departments / sizeof *departments) abort();
  departments[department_count++] = name;
  return true;
}

bool exports_poolhouse_plugin_provision_run(plugin_string_t *error) {
  text pool, rest, key = of("pool");
  if (!poolhouse_plugin_config_get(&key, &pool)) {
    plugin_string_dup(error, "lacks its configuration `pool`");
    return false;
  }
  if (!read_all(of("staff"), &rest, error)) return false;
  for (uint32_t line = 1; rest.len > 0; line++) {
    text row = take(&rest, '\n');
    if (row.len > 0 && row.ptr[row.len - 1] == '\r') row.len--;
    if (line == 1 || row.len == 0) continue;  // The first line names the columns.
    text name = take(&row, ','), email = take(&row, ','), department = take(&row, ',');
    if (email.len == 0) {
      report(name, "has no email", line);
      continue;
    }
    if (department.len > 0 && is_new(department)) declare_group(pool, department, line);
    declare_user(pool, name, email, &department, line);
  }
  return true;
}
