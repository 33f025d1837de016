//! The settings document that analytics.js and the mobile SDKs fetch before they send.

use serde_json::json;

/// The settings of a source whose only destination is this one, reached at `host` (a name, with its port if it has one).
///
/// Without such a document analytics.js does not start. `apiHost` in it is where the SDKs then send everything.
pub fn sdk_settings(write_key: &str, protocol: &str, host: &str) -> String {
    let events = json!({ "__default": { "enabled": true, "integrations": {} } });
    let settings = json!({
        "integrations": {
            "Segment.io": { "apiKey": write_key, "apiHost": format!("{host}/v1"), "protocol": protocol },
        },
        "plan": { "track": events, "identify": events, "group": events },
        "edgeFunction": {},
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "remotePlugins": [],
        "legacyVideoPluginsEnabled": false,
        "analyticsNextEnabled": true,
        // The SDK's own counters are not wanted.
        "metrics": { "sampleRate": 0 },
    });
    settings.to_string()
}

#[cfg(test)]
mod tests {
    use super::sdk_settings;

    #[test]
    fn sdks_are_sent_back_here() {
        let settings = sdk_settings("wk", "http", "127.0.0.1:8787");
        let settings: serde_json::Value = serde_json::from_str(&settings).unwrap();
        let segment = &settings["integrations"]["Segment.io"];
        assert_eq!(segment["apiKey"], "wk");
        assert_eq!(segment["apiHost"], "127.0.0.1:8787/v1");
        assert_eq!(segment["protocol"], "http");
    }
}
