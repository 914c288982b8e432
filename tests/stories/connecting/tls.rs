//! TLS, with an authority of one's own.

use std::fs;

use stories::text;
use test_servers::{Authority, NatsServer, nats_tls};

use crate::{is_refused, is_served, secrets};

#[test]
fn a_server_with_a_certificate_is_reached_by_who_knows_its_authority() {
    let (world, key) = secrets();
    let authority = Authority::new();
    let server = NatsServer::start_with(&nats_tls(&authority, false));
    let (ca, other) = (authority.certificate(), Authority::new());
    is_served(&world, &key, &["--nats", &server.url(), "--nats-ca", text(&ca)]);

    let other = other.certificate();
    is_refused(
        &world,
        &["--nats", &server.url(), "--nats-ca", text(&other)],
        &[text(&other), "--nats-ca", "not trusted"],
    );
    // Not asked for, and spoken all the same; this system does not know the authority.
    for url in [server.url(), server.url().replace("nats://", "tls://")] {
        is_refused(&world, &["--nats", &url], &["not trusted by this system", "--nats-ca"]);
    }
    let key = world.path("secrets/master-key");
    is_refused(
        &world,
        &["--nats", &server.url(), "--nats-ca", text(&key)],
        &[text(&key), "no certificate in PEM form"],
    );
    is_refused(&world, &["--nats", &server.url(), "--nats-ca", "gone.pem"], &["gone.pem cannot be used to connect"]);
}

#[test]
fn where_servers_ask_for_certificates_a_node_shows_one_by_their_authority() {
    let (world, key) = secrets();
    let authority = Authority::new();
    let server = NatsServer::start_with(&nats_tls(&authority, true));
    let (url, ca) = (server.url(), authority.certificate());
    let to = ["--nats", &url, "--nats-ca", text(&ca)];
    let showing =
        |certificate, key| [&to[..], &["--nats-certificate", certificate, "--nats-certificate-key", key]].concat();
    let (certificate, private) = authority.certify("waymark");
    is_served(&world, &key, &showing(text(&certificate), text(&private)));

    is_refused(&world, &to, &["a node without a certificate", "--nats-certificate"]);
    let stranger = Authority::new();
    let (foreign, of_foreign) = stranger.certify("foreign");
    is_refused(
        &world,
        &showing(text(&foreign), text(&of_foreign)),
        &["refused the certificate in", text(&foreign), "ca_file"],
    );
    let together = [text(&certificate), text(&of_foreign), "do not belong together"];
    is_refused(&world, &showing(text(&certificate), text(&of_foreign)), &together);
    fs::write(world.path("empty.pem"), "").expect("written");
    is_refused(&world, &showing("empty.pem", text(&private)), &["empty.pem", "no certificate in PEM form"]);
    is_refused(&world, &showing(text(&certificate), "empty.pem"), &["empty.pem", "no private key in PEM form"]);
}

#[test]
fn tls_is_not_spoken_to_a_server_without_it_nor_left_out_when_it_was_asked_for() {
    let (world, _) = secrets();
    let server = NatsServer::start();
    let authority = Authority::new();
    let ca = authority.certificate();
    is_refused(&world, &["--nats", &server.url(), "--nats-ca", text(&ca)], &["does not speak TLS", "tls block"]);
    let url = server.url().replace("nats://", "tls://");
    is_refused(&world, &["--nats", &url], &["does not speak TLS", "tls block"]);
}
