//! Adds the claim `stage` to every token: the stage of the run that the plugin is part of.

use poolhouse_plugin::{Event, Trigger, stage, trigger};

struct Claims;

impl Trigger for Claims {
    fn handle(event: Event) -> Result<String, String> {
        if !event.trigger_source.starts_with("TokenGeneration_") {
            return Ok(event.response);
        }
        let claims = format!(r#"{{"stage":"{}"}}"#, stage());
        Ok(format!(r#"{{"claimsOverrideDetails":{{"claimsToAddOrOverride":{claims}}}}}"#))
    }
}

trigger!(Claims);
