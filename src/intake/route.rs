//! Which request of Segment's HTTP Tracking API a method and a path are.

/// The kinds of events Segment knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// Who somebody is.
    Identify,
    /// What somebody did.
    Track,
    /// A web page somebody saw.
    Page,
    /// A screen of an app somebody saw.
    Screen,
    /// An account somebody belongs to.
    Group,
    /// Two ids of one person.
    Alias,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Identify,
        Self::Track,
        Self::Page,
        Self::Screen,
        Self::Group,
        Self::Alias,
    ];

    /// The `type` of such an event.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identify => "identify",
            Self::Track => "track",
            Self::Page => "page",
            Self::Screen => "screen",
            Self::Group => "group",
            Self::Alias => "alias",
        }
    }

    /// The kind whose `type` this is.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The kind a path segment names: by its `type`, or as analytics.js does by the first letter of it.
    fn from_segment(segment: &str) -> Option<Self> {
        Self::from_name(segment).or_else(|| {
            let by_letter = |kind: &Self| kind.as_str().get(..1) == Some(segment);
            Self::ALL.into_iter().find(by_letter)
        })
    }
}

/// How a request body holds events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// It is one event, of the kind the path names: `/v1/track`, `/v1/t`.
    One(EventKind),
    /// It is an envelope with a list of events: `/v1/batch`, `/v1/import`, `/v1/b`.
    Batch,
}

/// What a request to the Tracking API wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route<'p> {
    /// Hand over events, by `POST`.
    Events(Form),
    /// Hand over the SDK's own counters, which nobody reads here: `POST /v1/m`.
    Metrics,
    /// Read the settings an SDK needs to start: `GET /v1/projects/<write key>/settings`.
    Settings {
        /// The write key in the path.
        write_key: &'p str,
    },
    /// A browser asks whether it may: `OPTIONS` on any of these paths.
    Preflight,
    /// One of these paths under `/v1`, with another method than it takes.
    WrongMethod {
        /// The methods the path takes, as the `Allow` header lists them.
        allow: &'static str,
    },
}

const POST: &str = "POST, OPTIONS";
const GET: &str = "GET, OPTIONS";

impl<'p> Route<'p> {
    /// The route of a request; `None` when it is none of the Tracking API's.
    ///
    /// Slashes may be doubled or trail, and the leading `/v1` may be missing: users drop it because analytics.js wants it
    /// in its host setting.
    ///
    /// ```
    /// use friendbuy_edge::intake::{EventKind, Form, Route};
    /// let track = Some(Route::Events(Form::One(EventKind::Track)));
    /// assert_eq!(Route::of("POST", "/v1/track"), track);
    /// assert_eq!(Route::of("POST", "/t/"), track);
    /// assert_eq!(Route::of("GET", "/v1/track"), Some(Route::WrongMethod { allow: "POST, OPTIONS" }));
    /// assert_eq!(Route::of("GET", "/track"), None);
    /// ```
    pub fn of(method: &str, path: &'p str) -> Option<Self> {
        let mut segments: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
        let has_version = segments.first() == Some(&"v1");
        if has_version {
            segments.remove(0);
        }
        let (route, takes, allow) = match segments.as_slice() {
            ["projects", write_key, "settings"] => (Self::Settings { write_key }, "GET", GET),
            ["batch" | "import" | "b"] => (Self::Events(Form::Batch), "POST", POST),
            ["m"] => (Self::Metrics, "POST", POST),
            [segment] => {
                let kind = EventKind::from_segment(segment)?;
                (Self::Events(Form::One(kind)), "POST", POST)
            }
            _ => return None,
        };
        match method {
            _ if method == takes => Some(route),
            "OPTIONS" => Some(Self::Preflight),
            // Without `/v1`, a page of the site may have the same path.
            _ => has_version.then_some(Self::WrongMethod { allow }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(kind: EventKind) -> Route<'static> {
        Route::Events(Form::One(kind))
    }

    #[test]
    fn every_path_of_the_tracking_api_in_every_spelling() {
        let paths = [
            ("identify", one(EventKind::Identify)),
            ("track", one(EventKind::Track)),
            ("page", one(EventKind::Page)),
            ("screen", one(EventKind::Screen)),
            ("group", one(EventKind::Group)),
            ("alias", one(EventKind::Alias)),
            ("i", one(EventKind::Identify)),
            ("t", one(EventKind::Track)),
            ("p", one(EventKind::Page)),
            ("s", one(EventKind::Screen)),
            ("g", one(EventKind::Group)),
            ("a", one(EventKind::Alias)),
            ("batch", Route::Events(Form::Batch)),
            ("import", Route::Events(Form::Batch)),
            ("b", Route::Events(Form::Batch)),
            ("m", Route::Metrics),
        ];
        for (path, route) in paths {
            for spelling in [
                format!("/v1/{path}"),
                format!("/v1/{path}/"),
                format!("/{path}"),
                format!("/{path}/"),
                format!("//v1//{path}"),
            ] {
                assert_eq!(Route::of("POST", &spelling), Some(route), "{spelling}");
                let preflight = Route::of("OPTIONS", &spelling);
                assert_eq!(preflight, Some(Route::Preflight), "{spelling}");
            }
        }
    }

    #[test]
    fn settings_are_read_only() {
        let settings = Route::of("GET", "/v1/projects/wk/settings");
        assert_eq!(settings, Some(Route::Settings { write_key: "wk" }));
        let posted = Route::of("POST", "/v1/projects/wk/settings");
        assert_eq!(
            posted,
            Some(Route::WrongMethod {
                allow: "GET, OPTIONS"
            })
        );
    }

    #[test]
    fn anything_else_is_not_ours() {
        for path in [
            "/",
            "",
            "/v1",
            "/v1/",
            "/v1/Track",
            "/v2/track",
            "/v1/track/x",
            "/v1/v1/track",
            "/v1/x",
            "/v1/tr",
            "/v1/projects//settings",
            "/v1/é",
        ] {
            assert_eq!(Route::of("POST", path), None, "{path}");
        }
        assert_eq!(Route::of("GET", "/page"), None);
        assert_eq!(
            Route::of("PUT", "/v1/b"),
            Some(Route::WrongMethod { allow: POST })
        );
    }
}
