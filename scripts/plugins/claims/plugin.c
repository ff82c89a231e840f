// Adds claims from group membership to every token: `departments`, the groups that begin with the configured `prefix`
// (`dept-` unless set), without it and separated by spaces; and `admin`, `true` for members of the group `admins`.
#include "plugin.h"

#include <stdlib.h>
#include <string.h>

typedef plugin_string_t text;

static text of(const char *literal) {
  return (text){(uint8_t *)literal, strlen(literal)};
}

static bool begins(text with, text what) {
  return what.len >= with.len && !memcmp(what.ptr, with.ptr, with.len);
}

static bool is(text one, text other) {
  return one.len == other.len && begins(one, other);
}

static void append(text *to, text more) {
  to->ptr = realloc(to->ptr, to->len + more.len + 1);
  memcpy(to->ptr + to->len, more.ptr, more.len);
  to->len += more.len;
}

// What stands behind `word` in the text; nothing when it is not there.
static text behind(text in, text word) {
  for (; in.len > 0; in.ptr++, in.len--) {
    if (begins(word, in)) return (text){in.ptr + word.len, in.len - word.len};
  }
  return in;
}

// Takes the next text off a JSON array of texts, as it is escaped there; false at the array's end. Names of groups may
// hold quotes and backslashes, which go into the answer as they came.
static bool next(text *array, text *item) {
  while (array->len > 0 && *array->ptr != '"') {
    if (*array->ptr == ']') return false;
    array->ptr++, array->len--;
  }
  if (array->len == 0) return false;
  size_t end = 1;
  while (end < array->len && array->ptr[end] != '"') end += array->ptr[end] == '\\' ? 2 : 1;
  if (end >= array->len) return false;
  *item = (text){array->ptr + 1, end - 1};
  *array = (text){array->ptr + end + 1, array->len - end - 1};
  return true;
}

bool exports_poolhouse_plugin_handler_handle(
    exports_poolhouse_plugin_handler_event_t *event, plugin_string_t *response, plugin_string_t *error) {
  (void)error;
  *response = event->response;
  if (!begins(of("TokenGeneration_"), event->trigger_source)) return true;

  text prefix, key = of("prefix");
  if (!poolhouse_plugin_config_get(&key, &prefix)) prefix = of("dept-");
  text departments = {NULL, 0}, group;
  bool is_admin = false;
  // The host writes JSON without spaces. Where a user's own words hold this, their quotes are escaped.
  text groups = behind(event->request, of("\"groupsToOverride\":["));
  while (next(&groups, &group)) {
    if (is(group, of("admins"))) is_admin = true;
    if (!begins(prefix, group)) continue;
    if (departments.len > 0) append(&departments, of(" "));
    append(&departments, (text){group.ptr + prefix.len, group.len - prefix.len});
  }

  text answer = {NULL, 0};
  append(&answer, of("{\"claimsOverrideDetails\":{\"claimsToAddOrOverride\":{\"admin\":\""));
  append(&answer, of(is_admin ? "true" : "false"));
  append(&answer, of("\",\"departments\":\""));
  append(&answer, departments);
  append(&answer, of("\"}}}"));
  *response = answer;
  return true;
}
