//! Who a process is to the servers: by NKey, or by a credentials file.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nkeys::{KeyPair, KeyPairType};
use serde_json::{Value, json};
use test_servers::NatsServer;

use crate::{is_refused, is_served, secrets};

#[test]
fn an_nkey_that_the_servers_know_lets_a_node_in_and_no_other_does() {
    let (world, key) = secrets();
    let seed = fs::read_to_string(world.path("secrets/operator.nk")).expect("a seed");
    let public = KeyPair::from_seed(seed.trim()).expect("a key").public_key();
    let server = NatsServer::start_with(&format!("authorization {{ users: [ {{ nkey: {public} }} ] }}\n"));
    let url = server.url();
    is_served(&world, &key, &["--nats", &url, "--nats-nkey", "secrets/operator.nk"]);

    let refused = ["--nats", &url, "--nats-nkey", "secrets/worker.nk"];
    is_refused(&world, &refused, &["do not know the NKey in secrets/worker.nk", "authorization violation"]);
    is_refused(&world, &["--nats", &url], &["neither an NKey (--nats-nkey) nor credentials"]);
    is_refused(&world, &["--nats", &url, "--nats-nkey", "secrets/master-key"], &["secrets/master-key", "no seed"]);
}

#[test]
fn a_credentials_file_lets_a_node_in_where_an_operator_signs_accounts_and_accounts_sign_users() {
    let (world, key) = secrets();
    let operator = pair(KeyPairType::Operator, 1);
    let [account, system, stranger] = [2, 3, 4].map(|seed| pair(KeyPairType::Account, seed));
    let mut limits = json!({"subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1, "wildcards": true,
        "conn": -1, "leaf": -1});
    let of_system = token(&operator, &system, "account", &json!({"limits": limits}));
    let streams = json!({"mem_storage": -1, "disk_storage": -1, "streams": -1, "consumer": -1});
    limits.as_object_mut().expect("a map").extend(streams.as_object().expect("a map").clone());
    let of_account = token(&operator, &account, "account", &json!({"limits": limits}));
    let of_operator = token(&operator, &operator, "operator", &json!({}));
    let (account_id, system_id) = (account.public_key(), system.public_key());
    let server = NatsServer::start_with(&format!(
        "operator: {of_operator}\nsystem_account: {system_id}\nresolver: MEMORY\n\
         resolver_preload: {{ {account_id}: {of_account}, {system_id}: {of_system} }}\n"
    ));
    for (name, issuer, seed) in [("waymark", &account, 5), ("stranger", &stranger, 6)] {
        let user = pair(KeyPairType::User, seed);
        let jwt = token(issuer, &user, "user", &json!({"subs": -1, "data": -1, "payload": -1}));
        let seed = user.seed().expect("a seed");
        let creds = format!(
            "-----BEGIN NATS USER JWT-----\n{jwt}\n------END NATS USER JWT------\n\n\
             -----BEGIN USER NKEY SEED-----\n{seed}\n------END USER NKEY SEED------\n"
        );
        fs::write(world.path(&format!("{name}.creds")), creds).expect("written");
    }
    let url = server.url();
    is_served(&world, &key, &["--nats", &url, "--nats-credentials", "waymark.creds"]);
    let refused = ["--nats", &url, "--nats-credentials", "stranger.creds"];
    is_refused(&world, &refused, &["do not know the user in stranger.creds", "authorization violation"]);
    is_refused(&world, &["--nats", &url, "--nats-credentials", "secrets/master-key"], &["secrets/master-key"]);
}

/// A key that is the same in every run.
fn pair(kind: KeyPairType, seed: u8) -> KeyPair {
    KeyPair::new_from_raw(kind, [seed; 32]).expect("a key")
}

/// What one key says of another, as NATS's JWTs of version 2.
fn token(issuer: &KeyPair, about: &KeyPair, kind: &str, more: &Value) -> String {
    let mut nats = json!({"type": kind, "version": 2});
    nats.as_object_mut().expect("a map").extend(more.as_object().expect("a map").clone());
    let claims = json!({
        "jti": about.public_key(), "iat": 1_700_000_000, "iss": issuer.public_key(), "name": kind,
        "sub": about.public_key(), "nats": nats,
    });
    let header = json!({"typ": "JWT", "alg": "ed25519-nkey"});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let said = format!("{}.{}", part(&header), part(&claims));
    let signature = issuer.sign(said.as_bytes()).expect("a signature");
    format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature))
}
