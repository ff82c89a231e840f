// Adds the claim `stage` to every token: the stage of the run that the plugin is part of.
#include "plugin.h"

#include <stdio.h>
#include <string.h>

static bool begins(plugin_string_t text, const char *with) {
  return text.len >= strlen(with) && !memcmp(text.ptr, with, strlen(with));
}

bool exports_poolhouse_plugin_handler_handle(
    exports_poolhouse_plugin_handler_event_t *event, plugin_string_t *response, plugin_string_t *error) {
  (void)error;
  if (!begins(event->trigger_source, "TokenGeneration_")) {
    *response = event->response;
    return true;
  }
  plugin_string_t stage;
  poolhouse_plugin_config_stage(&stage);
  char claims[256];
  snprintf(claims, sizeof claims, "{\"claimsOverrideDetails\":{\"claimsToAddOrOverride\":{\"stage\":\"%.*s\"}}}",
           (int)stage.len, (char *)stage.ptr);
  plugin_string_dup(response, claims);
  return true;
}
