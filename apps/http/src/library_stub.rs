//! stub
/// stub
#[derive(Debug)]
pub struct Library;
