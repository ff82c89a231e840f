// Adds the claim `stage` to every token: the stage of the run that the plugin is part of.
import { stage } from "poolhouse:plugin/config@0.1.0";

/** @type {import("poolhouse:plugin/handler@0.1.0").Handler} */
export const handler = {
  handle(event) {
    if (!event.triggerSource.startsWith("TokenGeneration_")) return event.response;
    const claimsToAddOrOverride = { stage: stage() };
    return JSON.stringify({ claimsOverrideDetails: { claimsToAddOrOverride } });
  },
};
