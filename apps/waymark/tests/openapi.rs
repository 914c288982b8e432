//! The description of the HTTP interface is a file that changes only on purpose.

use std::path::Path;

use read_models::Library;
use waymark::services;

#[test]
fn the_http_interface_is_the_one_that_is_written_down() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let now = waymark_http::pinned(&waymark_http::openapi(services::command_types(), Library::tables()));
    if std::env::var_os("WAYMARK_UPDATE").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(
        written == now,
        "docs/openapi.json is not what the server offers: if that is meant, run ./regenerate and read the difference"
    );
}
