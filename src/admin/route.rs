//! Which request of the admin API a method and a path are.

use super::refusal::Refusal;

/// A request to the admin API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route<'p> {
    /// `POST /api/preview`: what an event becomes. Sends nothing.
    Preview,
    /// `GET /api/credentials/check`: whether Friendbuy takes the credentials.
    CheckCredentials,
    /// `GET /api/stats`: counts, and the state of what delivers.
    Stats,
    /// `GET /api/destination`: the document that is in force.
    Document,
    /// `PUT /api/destination`: another document from now on.
    Publish,
    /// `DELETE /api/destination`: the document of the settings from now on.
    Withdraw,
    /// `GET /api/destination/versions`: what was published, newest first.
    Versions,
    /// `GET /api/destination/versions/<version>`: the document of a version.
    Version(&'p str),
    /// `POST /api/destination/versions/<version>/restore`: publishes the document of a version again.
    Restore(&'p str),
    /// `GET /api/deliveries`: what became of events.
    Deliveries,
    /// `GET /api/deliveries/<id>`: everything about one of them.
    Delivery(&'p str),
    /// `POST /api/deliveries/<id>/resend`: once more.
    Resend(&'p str),
    /// `POST /api/deliveries/resend`: once more, all that a filter finds.
    ResendMany,
    /// `GET /api/erasures`: who was erased.
    Erasures,
    /// `POST /api/erasures`: erases a person.
    Erase,
    /// `GET /api/erasures/<id>`: how far that is.
    Erasure(&'p str),
}

impl<'p> Route<'p> {
    /// The route of a request whose path begins with `/api/`.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotFound`] and [`Refusal::Method`].
    ///
    /// ```
    /// use friendbuy_edge::admin::Route;
    /// assert_eq!(Route::of("HEAD", "/api/stats"), Ok(Route::Stats));
    /// assert_eq!(Route::of("POST", "/api/deliveries/d-1/resend"), Ok(Route::Resend("d-1")));
    /// assert_eq!(Route::of("DELETE", "/api/stats").unwrap_err().status(), 405);
    /// ```
    pub fn of(method: &str, path: &'p str) -> Result<Self, Refusal> {
        let path = path.strip_prefix("/api/").ok_or(Refusal::NotFound)?;
        let segments: Vec<_> = path.split('/').collect();
        let (takes, allow): (&[(&str, Self)], _) = match segments.as_slice() {
            ["preview"] => (&[("POST", Self::Preview)], "POST"),
            ["credentials", "check"] => (&[("GET", Self::CheckCredentials)], "GET, HEAD"),
            ["stats"] => (&[("GET", Self::Stats)], "GET, HEAD"),
            ["destination"] => (
                &[
                    ("GET", Self::Document),
                    ("PUT", Self::Publish),
                    ("DELETE", Self::Withdraw),
                ],
                "GET, HEAD, PUT, DELETE",
            ),
            ["destination", "versions"] => (&[("GET", Self::Versions)], "GET, HEAD"),
            ["destination", "versions", version] => {
                (&[("GET", Self::Version(version))], "GET, HEAD")
            }
            ["destination", "versions", version, "restore"] => {
                (&[("POST", Self::Restore(version))], "POST")
            }
            ["deliveries"] => (&[("GET", Self::Deliveries)], "GET, HEAD"),
            ["deliveries", "resend"] => (&[("POST", Self::ResendMany)], "POST"),
            ["deliveries", id] => (&[("GET", Self::Delivery(id))], "GET, HEAD"),
            ["deliveries", id, "resend"] => (&[("POST", Self::Resend(id))], "POST"),
            ["erasures"] => (
                &[("GET", Self::Erasures), ("POST", Self::Erase)],
                "GET, HEAD, POST",
            ),
            ["erasures", id] => (&[("GET", Self::Erasure(id))], "GET, HEAD"),
            _ => return Err(Refusal::NotFound),
        };
        let method = if method == "HEAD" { "GET" } else { method };
        let route = takes.iter().find(|(taken, _)| *taken == method);
        route
            .map(|(_, route)| *route)
            .ok_or(Refusal::Method { allow })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_takes_what_it_says() {
        let paths = [
            "/api/preview",
            "/api/credentials/check",
            "/api/stats",
            "/api/destination",
            "/api/destination/versions",
            "/api/destination/versions/3",
            "/api/destination/versions/3/restore",
            "/api/deliveries",
            "/api/deliveries/resend",
            "/api/deliveries/d-1",
            "/api/deliveries/d-1/resend",
            "/api/erasures",
            "/api/erasures/e-1",
        ];
        for path in paths {
            let Err(Refusal::Method { allow }) = Route::of("TRACE", path) else {
                panic!("{path} takes TRACE");
            };
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
                let is_listed = allow.split(", ").any(|listed| listed == method);
                assert_eq!(
                    Route::of(method, path).is_ok(),
                    is_listed,
                    "{method} {path}"
                );
            }
        }
    }

    #[test]
    fn anything_else_is_not_found() {
        for path in [
            "/api",
            "/api/",
            "/api//stats",
            "/api/stats/",
            "/api/Stats",
            "/api/deliveries/a/b",
            "/api/destination/versions/1/restore/now",
            "/v1/stats",
        ] {
            assert_eq!(Route::of("GET", path), Err(Refusal::NotFound), "{path}");
        }
    }
}
