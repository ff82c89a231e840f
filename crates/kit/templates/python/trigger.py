"""Adds the claim `stage` to every token: the stage of the run that the plugin is part of."""

import json

from wit_world import exports
from wit_world.imports import config


class Handler(exports.Handler):
    def handle(self, event):
        if not event.trigger_source.startswith("TokenGeneration_"):
            return event.response
        claims = {"stage": config.stage()}
        return json.dumps({"claimsOverrideDetails": {"claimsToAddOrOverride": claims}})
