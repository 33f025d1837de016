//! The settings document that analytics.js and the mobile SDKs fetch before they send.

use crate::json::ObjectWriter;

/// All events are allowed; the SDK's own counters are not wanted.
const REST: &str = concat!(
    r#""plan":{"track":{"__default":{"enabled":true,"integrations":{}}},"#,
    r#""identify":{"__default":{"enabled":true}},"group":{"__default":{"enabled":true}}},"#,
    r#""edgeFunction":{},"middlewareSettings":{},"enabledMiddleware":{},"remotePlugins":[],"#,
    r#""legacyVideoPluginsEnabled":false,"analyticsNextEnabled":true,"metrics":{"sampleRate":0}"#,
);

/// The settings of a source whose only destination is this one, reached at `host` (a name, with its port if it has one).
///
/// Without such a document analytics.js does not start. `apiHost` in it is where the SDKs then send everything.
pub fn sdk_settings(write_key: &str, protocol: &str, host: &str) -> String {
    let mut segment = String::new();
    let mut members = ObjectWriter::new(&mut segment);
    members.text("apiKey", write_key);
    members.text("apiHost", &format!("{host}/v1"));
    members.text("protocol", protocol);
    members.finish();
    format!(r#"{{"integrations":{{"Segment.io":{segment}}},{REST}}}"#)
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
