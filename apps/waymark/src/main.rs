//! The one binary.

use std::process::ExitCode;

use clap::Parser as _;
use waymark::cli::{Cli, Command};
use waymark::commands;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = std::io::stdout().lock();
    let outcome = match &cli.command {
        Command::Schema(arguments) => commands::schema::run(arguments, &mut out),
        Command::Simulate(arguments) => commands::simulate::run(&cli.global, arguments, &mut out),
        Command::Verify => commands::verify::run(&cli.global, &mut out),
        _ => Ok(()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "errors go to the person")]
            {
                eprintln!("error: {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}
