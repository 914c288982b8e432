//! Gets the servers that the tests need, before they need them: says which are installed, and fetches
//! the others. `./test` calls it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "that is what it is for")]

use std::process::ExitCode;

fn main() -> ExitCode {
    match test_servers::get() {
        Ok(found) => {
            println!("{found}");
            ExitCode::SUCCESS
        }
        Err(missing) => {
            eprintln!("{missing}");
            ExitCode::FAILURE
        }
    }
}
