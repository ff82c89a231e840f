// Refuses users whose names have capitals: systems behind this pool tell `Ann` from `ann`.
#include "plugin.h"

#include <stdlib.h>
#include <string.h>

typedef poolhouse_plugin_types_user_t user;
typedef exports_poolhouse_plugin_transformation_list_declaration_t declarations;
typedef exports_poolhouse_plugin_transformation_list_fault_t faults;

static plugin_string_t name_of(const user *user) {
  return user->username.is_some ? user->username.val : user->id;
}

static bool has_capitals(plugin_string_t text) {
  for (size_t at = 0; at < text.len; at++) {
    if (text.ptr[at] >= 'A' && text.ptr[at] <= 'Z') return true;
  }
  return false;
}

// As poolhouse names a user.
static plugin_string_t quoted(plugin_string_t id) {
  plugin_string_t subject = {malloc(id.len + 7), id.len + 7};
  memcpy(subject.ptr, "user \"", 6);
  memcpy(subject.ptr + 6, id.ptr, id.len);
  subject.ptr[id.len + 6] = '"';
  return subject;
}

bool exports_poolhouse_plugin_transformation_transform(declarations *given, declarations *kept, faults *found) {
  *found = (faults){calloc(given->len, sizeof *found->ptr), 0};
  for (size_t at = 0; at < given->len; at++) {
    exports_poolhouse_plugin_transformation_declaration_t *declaration = &given->ptr[at];
    if (declaration->what.tag != POOLHOUSE_PLUGIN_TYPES_DECLARABLE_USER) continue;
    if (!has_capitals(name_of(&declaration->what.val.user))) continue;
    exports_poolhouse_plugin_transformation_fault_t *fault = &found->ptr[found->len++];
    plugin_string_dup(&fault->message, "has capitals in its username");
    fault->subject.is_some = true;
    fault->subject.val = quoted(declaration->what.val.user.id);
    fault->origin = declaration->origin;
  }
  *kept = *given;
  return found->len == 0;
}

bool exports_poolhouse_plugin_transformation_review(
    exports_poolhouse_plugin_transformation_list_change_t *plan, faults *found) {
  (void)plan;
  (void)found;
  return true;
}
