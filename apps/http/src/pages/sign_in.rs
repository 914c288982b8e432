//! Signing in with an operator key.

use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

use super::bare_page;

/// The page, to go on to `next` from. `wrong` says what was wrong with an attempt.
pub(crate) fn page(next: &str, wrong: Option<&str>) -> Response {
    let content = html! {
        h1 { "Sign in" }
        p { "These pages are about young people. They need an operator key, which the server printed when it was first started." }
        @if let Some(wrong) = wrong { p.wrong id="wrong" role="alert" { (wrong) } }
        form method="post" action="/sign-in" {
            p {
                label for="key" { "Operator key" }
                input id="key" name="key" type="password" autocomplete="current-password" required spellcheck="false"
                    aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| "wrong")];
            }
            input type="hidden" name="next" value=(next);
            p { button { "Sign in" } }
        }
    };
    let title = if wrong.is_some() { "Not signed in" } else { "Sign in" };
    bare_page(StatusCode::UNAUTHORIZED, title, &content)
}
