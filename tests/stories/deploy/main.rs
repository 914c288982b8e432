//! What cannot be run without a container engine is held against what it runs: the binary, the NATS
//! server, and itself.

#![expect(clippy::expect_used, clippy::panic, reason = "a story fails where it breaks")]

mod container;
mod permissions;
mod service;
mod tls;
mod yaml;

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::Value;
use stories::{World, root};
use test_servers::{NatsServer, nats_server};

use container::{compose, containers, objects};
use yaml::{files, items, names, read, texts};

/// What `waymark cluster secrets` makes.
fn secrets() -> (World, BTreeSet<String>) {
    let world = World::default();
    world.ok(&["cluster", "secrets", "secrets"]);
    let entries = fs::read_dir(world.path("secrets")).expect("secrets").flatten();
    let made = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    (world, made)
}

#[test]
fn what_a_kustomization_names_is_there_and_not_above_it() {
    let mut seen = 0;
    for path in files(&["yaml"]).into_iter().filter(|path| path.ends_with("kustomization.yaml")) {
        let dir = path.parent().expect("a directory").canonicalize().expect("a directory");
        for kustomization in read(&path) {
            let generated = items(&kustomization["configMapGenerator"]).iter().flat_map(|made| texts(&made["files"]));
            for named in texts(&kustomization["resources"]).into_iter().chain(generated) {
                let resource = dir.join(&named).canonicalize();
                let resource = resource.unwrap_or_else(|error| panic!("{}: {named}: {error}", path.display()));
                assert!(!resource.is_dir() || resource.join("kustomization.yaml").exists(), "{}", resource.display());
                assert!(!dir.starts_with(&resource), "{} goes round in a circle", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn the_binary_takes_every_containers_arguments_and_settings() {
    for container in containers().iter().filter(|container| container.is_waymark()) {
        let (world, place) = (World::default(), &container.place);
        let arguments: Vec<&str> = container.arguments.iter().map(String::as_str).collect();
        let help = world.ok(&[&arguments[..], &["--help"]].concat());
        let mut command = world.command(&arguments);
        for (name, value) in &container.environment {
            assert!(help.contains(&format!("[env: {name}=")), "{place}: {arguments:?} takes no {name}");
            command.env(name, value);
        }
        // None of the files and databases is there: a process that understood what it is to do says so.
        command.env("WAYMARK_DATABASE", "postgres://waymark@127.0.0.1:1/waymark?sslmode=disable");
        command.env("WAYMARK_DATABASE_PASSWORD_FILE", world.path("none"));
        let output = command.output().expect("the binary runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{place}: {said}");
        assert!(
            ["could not", "there is no", "cannot", "is missing"].iter().any(|word| said.contains(word)),
            "{place}: {said}"
        );
    }
}

#[test]
fn probes_ask_for_what_is_answered() {
    let world = World::default();
    let (server, nats) = (world.up(), NatsServer::start());
    let mut seen = 0;
    for container in containers() {
        let place = &container.place;
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
            let (asks, command) = (&container.stands[probe]["httpGet"], &container.stands[probe]["exec"]["command"]);
            let status = match (asks["path"].as_str(), texts(command).last()) {
                (Some(path), _) => server.get_text(path).0,
                (None, Some(url)) => nats.monitor(monitored(url)).expect("an answer").0,
                (None, None) => continue,
            };
            assert_eq!(status, 200, "{place}: {probe}");
            seen += 1;
        }
        if container.pod.is_none() {
            let test = texts(&container.stands["healthcheck"]["test"]);
            match test.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                ["CMD", "/waymark", "ready"] => assert!(container.is_waymark(), "{place}"),
                ["CMD", "wget", .., url] => {
                    assert_eq!(nats.monitor(monitored(url)).expect("an answer").0, 200, "{place}");
                }
                ["CMD", "pg_isready", ..] => assert!(container.image.starts_with("postgres:"), "{place}"),
                [] => assert!(container.arguments.starts_with(&["cluster".to_owned()]), "{place} has no check"),
                _ => panic!("{place}: {test:?}"),
            }
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
}

/// The page of a server's monitoring, which listens to nobody else than its own machine or pod.
#[track_caller]
fn monitored(url: &str) -> &str {
    url.strip_prefix("http://127.0.0.1:8222").expect("the monitor")
}

#[test]
fn no_container_is_root_or_writes_beside_its_volumes_or_takes_all_memory() {
    let dockerfile = fs::read_to_string(root().join("deploy/Dockerfile")).expect("a Dockerfile");
    assert!(dockerfile.contains("\nUSER 65532:65532\n"));
    for container in containers() {
        let (place, stands) = (&container.place, &container.stands);
        match &container.pod {
            None => {
                assert_eq!(stands["read_only"], true, "{place}");
                assert_eq!(stands["cap_drop"], Value::from(vec!["ALL"]), "{place}");
                assert!(stands["mem_limit"].is_string(), "{place}");
                let user = stands["user"].as_str();
                assert!(container.is_waymark() || user.is_some_and(|user| !user.starts_with('0')), "{place}: {user:?}");
                assert_ne!(user, Some("root"), "{place}");
            }
            Some(pod) => {
                let own = &stands["securityContext"];
                assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{place}");
                assert!(pod["securityContext"]["runAsUser"].as_u64() > Some(0), "{place}");
                assert_eq!(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault", "{place}");
                assert_eq!(pod["automountServiceAccountToken"], false, "{place}");
                assert_eq!(own["readOnlyRootFilesystem"], true, "{place}");
                assert_eq!(own["allowPrivilegeEscalation"], false, "{place}");
                assert_eq!(own["capabilities"]["drop"], Value::from(vec!["ALL"]), "{place}");
                assert!(stands["resources"]["limits"]["memory"].is_string(), "{place}");
            }
        }
    }
}

#[test]
fn what_compose_mounts_is_declared_and_made() {
    let (compose, (_world, made)) = (compose(), secrets());
    let declared = |what: &str| -> BTreeSet<String> { names(&compose[what]).into_iter().collect() };
    for (name, secret) in compose["secrets"].as_object().expect("secrets") {
        assert_eq!(secret["file"], format!("secrets/{name}"));
        assert!(made.contains(name), "waymark cluster secrets makes no {name}");
    }
    for (name, config) in compose["configs"].as_object().expect("configs") {
        let file = root().join("deploy").join(config["file"].as_str().expect("a file"));
        assert!(file.is_file() && file.ends_with(name), "{name}");
    }
    for container in containers().iter().filter(|container| container.pod.is_none()) {
        let (place, stands) = (&container.place, &container.stands);
        for volume in texts(&stands["volumes"]) {
            assert!(declared("volumes").contains(volume.split(':').next().expect("a name")), "{place}: {volume}");
        }
        for secret in container.secrets() {
            assert!(declared("secrets").contains(&secret), "{place}: {secret}");
        }
        for config in items(&stands["configs"]) {
            assert!(declared("configs").contains(config["source"].as_str().expect("a name")), "{place}: {config}");
        }
        for after in names(&stands["depends_on"]) {
            assert!(declared("services").contains(&after), "{place}: {after}");
        }
        for (name, value) in &container.environment {
            let Some(secret) = value.strip_prefix("/run/secrets/") else { continue };
            assert!(container.secrets().contains(&secret.to_owned()), "{place}: {name} names {secret}");
        }
    }
}

#[test]
fn what_a_pod_mounts_is_declared_and_made() {
    let (_world, made) = secrets();
    for container in containers() {
        let (place, Some(pod)) = (&container.place, &container.pod) else { continue };
        let mut there = BTreeSet::new();
        for volume in items(&pod["volumes"]) {
            if volume["secret"]["secretName"] == "waymark" {
                for item in items(&volume["secret"]["items"]) {
                    let key = item["key"].as_str().expect("a key");
                    assert!(made.contains(key), "{place}: waymark cluster secrets makes no {key}");
                    there.insert(format!("/run/secrets/waymark/{key}"));
                }
            } else if volume["secret"]["secretName"] == "waymark-database" {
                for item in items(&volume["secret"]["items"]) {
                    there.insert(format!("/run/secrets/database/{}", item["path"].as_str().expect("a path")));
                }
            } else if let Some(claim) = volume["persistentVolumeClaim"]["claimName"].as_str() {
                assert!(claimed().contains(claim), "{place}: nobody makes {claim}");
            } else {
                assert!(volume["emptyDir"].is_object() || volume["configMap"]["name"] == "nats", "{place}: {volume}");
            }
        }
        let volumes: Vec<&str> = items(&pod["volumes"]).iter().filter_map(|volume| volume["name"].as_str()).collect();
        for mount in items(&container.stands["volumeMounts"]) {
            let name = mount["name"].as_str().expect("a name");
            assert!(volumes.contains(&name) || container.claims.iter().any(|claim| claim == name), "{place}: {name}");
        }
        for (name, value) in container.environment.iter().filter(|(_, value)| value.starts_with("/run/secrets/")) {
            assert!(there.contains(value), "{place}: {name} names {value}");
        }
    }
}

/// The claims of volumes that are made: by themselves, or with the first pod of a set.
fn claimed() -> BTreeSet<String> {
    let mut claims = BTreeSet::new();
    for (_, object) in objects() {
        let name = object["metadata"]["name"].as_str().expect("a name");
        if object["kind"] == "PersistentVolumeClaim" {
            claims.insert(name.to_owned());
        }
        for claim in items(&object["spec"]["volumeClaimTemplates"]) {
            claims.insert(format!("{}-{name}-0", claim["metadata"]["name"].as_str().expect("a name")));
        }
    }
    claims
}

#[test]
fn the_database_is_reached_over_tls_by_roles_that_roles_sql_makes() {
    let read = |file: &str| fs::read_to_string(root().join(file)).expect("a file");
    let (roles, doc) = (read("deploy/postgres/roles.sql"), read("docs/operations.md"));
    let mut seen = 0;
    for container in containers() {
        let (place, Some(url)) = (&container.place, container.environment.get("WAYMARK_DATABASE")) else { continue };
        let role = if container.arguments == ["project"] { "worker" } else { "query" };
        assert!(roles.contains(&format!("CREATE ROLE waymark_{role} LOGIN")), "{role}");
        let begins = format!("postgres://waymark_{role}@");
        let (url, password) = match &container.pod {
            None => (url.clone(), format!("/run/secrets/postgres-{role}")),
            // The address is in a secret, which the document makes.
            Some(_) => {
                let (_, told) = doc.split_once(&format!("--from-literal={role}-url='")).expect("a secret");
                assert!(doc.contains(&format!("--from-file={role}-password=secrets/postgres-{role}")));
                (told.split('\'').next().expect("an address").to_owned(), "/run/secrets/database/password".to_owned())
            }
        };
        assert!(url.starts_with(&begins) && !url.contains("sslmode=disable"), "{place}: {url}");
        let authority = url.split("sslrootcert=").nth(1).expect("an authority");
        assert_eq!(container.environment["WAYMARK_DATABASE_PASSWORD_FILE"], password, "{place}");
        let mounted = container.secrets().iter().any(|secret| authority.ends_with(secret.as_str()));
        assert!(
            mounted || container.pod.is_some() && authority == "/run/secrets/database/ca.pem",
            "{place}: {authority}"
        );
        seen += 1;
    }
    assert_eq!(seen, 4);
    let server = &compose()["services"]["postgres"];
    assert!(texts(&server["command"]).contains(&"-cssl=on".to_owned()));
    let lets_in = read("deploy/postgres/pg_hba.conf");
    let lines: Vec<&str> = lets_in.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(lines.iter().all(|line| line.starts_with("local ") || line.starts_with("hostssl ")), "{lines:?}");
    assert!(lines.iter().all(|line| line.ends_with("scram-sha-256")), "{lines:?}");
}

#[test]
fn every_process_is_given_the_time_to_drain() {
    let mut seen = 0;
    for container in containers().iter().filter(|container| container.is_waymark()) {
        let (place, stands) = (&container.place, &container.stands);
        if container.arguments[0] == "cluster" {
            continue;
        }
        // docs/operations.md says 90 seconds, twice what a drain takes at most.
        match &container.pod {
            None => assert_eq!(stands["stop_grace_period"], "90s", "{place}"),
            Some(pod) => assert_eq!(pod["terminationGracePeriodSeconds"], 90, "{place}"),
        }
        seen += 1;
    }
    assert_eq!(seen, 16, "eight in Compose, and as many kinds in Kubernetes");
}

#[test]
fn ports_agree() {
    let dockerfile = fs::read_to_string(root().join("deploy/Dockerfile")).expect("a Dockerfile");
    assert!(dockerfile.contains("\nEXPOSE 7878\n"));
    // A published port leads to the container's own address, never to its loopback.
    assert!(dockerfile.contains("WAYMARK_LISTEN=0.0.0.0:7878 "));
    let mut ports = BTreeSet::new();
    for container in containers() {
        let place = &container.place;
        for port in items(&container.stands["ports"]) {
            match port["containerPort"].as_u64() {
                Some(port) => drop(ports.insert(port)),
                None => assert!(port.as_str().is_some_and(|port| port.ends_with(":7878")), "{place}: {port}"),
            }
        }
        if let Some(listen) = container.environment.get("WAYMARK_LISTEN") {
            assert_eq!(listen, "0.0.0.0:7878", "{place}");
        }
        if let Some(servers) = container.environment.get("WAYMARK_NATS") {
            assert!(servers.split(',').count() == 3 && servers.split(',').all(|url| url.ends_with(":4222")), "{place}");
        }
        if container.is_nats() {
            assert_eq!(container.environment["NATS_ROUTES"].matches(":6222").count(), 3, "{place}");
        }
    }
    assert_eq!(ports, BTreeSet::from([4222, 6222, 7878]));
    let conf = fs::read_to_string(root().join("deploy/kubernetes/nats/nats.conf")).expect("a configuration");
    for line in ["\nport: 4222\n", "\nhttp: \"127.0.0.1:8222\"\n", "    port: 6222\n"] {
        assert!(conf.contains(line), "{line}");
    }
    for (place, object) in objects() {
        for rule in ["ingress", "egress"].into_iter().flat_map(|way| items(&object["spec"][way])) {
            for port in items(&rule["ports"]) {
                let known = [53, 5432, 4222, 6222, 7878];
                assert!(port["port"].as_u64().is_some_and(|port| known.contains(&port)), "{place}: {port}");
            }
        }
    }
}

#[test]
fn nats_takes_the_configuration_and_every_server_has_what_it_asks_for() {
    let (world, _) = secrets();
    let keys = fs::read_to_string(world.path("secrets/nats.env")).expect("keys");
    let keys: Vec<(&str, &str)> = keys.lines().filter_map(|line| line.split_once('=')).collect();
    let dir = root().join("deploy/kubernetes/nats").canonicalize().expect("a directory");
    tls::lay_out(&world, "nats", "secrets/server");
    let mut asked = BTreeSet::new();
    for file in ["nats.conf", "accounts.conf"] {
        let text = fs::read_to_string(dir.join(file)).expect("a configuration");
        let settings = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let words = settings.flat_map(|line| line.split([' ', ',', '"']).filter_map(|word| word.strip_prefix('$')));
        let is_name =
            |word: &&str| word.contains('_') && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        asked.extend(words.filter(is_name).map(str::to_owned));
    }
    assert_eq!(asked.len(), 9, "{asked:?}");
    let mut servers = 0;
    for container in containers().into_iter().filter(container::Container::is_nats) {
        let place = &container.place;
        let given = |name: &str| container.environment.contains_key(name) || keys.iter().any(|(key, _)| *key == name);
        assert!(asked.iter().all(|name| given(name)), "{place}: {asked:?}");
        let from = [&container.stands["env_file"], &container.stands["envFrom"][0]["secretRef"]["name"]];
        assert!(from.contains(&&"secrets/nats.env".into()) || from.contains(&&"waymark-nats".into()), "{place}");
        let store = container.arguments.iter().skip_while(|argument| *argument != "--store_dir").nth(1);
        let mounts: Vec<String> = match &container.pod {
            Some(_) => items(&container.stands["volumeMounts"]).iter().map(|m| m["mountPath"].to_string()).collect(),
            None => texts(&container.stands["volumes"]),
        };
        let store = store.unwrap_or_else(|| panic!("{place}: no --store_dir"));
        let of =
            |mount: &String| mount.trim_matches('"').rsplit(':').next().is_some_and(|path| store.starts_with(path));
        assert!(mounts.iter().any(of), "{place}: {store} in {mounts:?}");
        let mut check = Command::new(nats_server());
        check.current_dir(world.path("nats"));
        check.arg("-t").arg("-c").arg(dir.join("nats.conf")).envs(keys.iter().copied());
        let routes = container.environment["NATS_ROUTES"].as_str();
        let output = check.envs([("SERVER_NAME", "n1"), ("NATS_ROUTES", routes)]).output().expect("the server");
        assert!(output.status.success(), "{place}: {output:?}");
        servers += 1;
    }
    assert_eq!(servers, 4);
}

#[test]
fn what_the_image_copies_is_there() {
    let dockerfile = fs::read_to_string(root().join("deploy/Dockerfile")).expect("a Dockerfile");
    let toolchain = fs::read_to_string(root().join("rust-toolchain.toml")).expect("a toolchain");
    let version = toolchain.split('"').nth(1).expect("a version").trim_end_matches(".0");
    assert!(dockerfile.contains(&format!("FROM rust:{version}-slim")), "another toolchain than {version}");
    let taken = fs::read_to_string(root().join("deploy/Dockerfile.dockerignore")).expect("a list");
    for path in taken.lines().filter_map(|line| line.strip_prefix('!')) {
        assert!(root().join(path).exists(), "{path}");
    }
    let workspace: toml::Table =
        fs::read_to_string(root().join("Cargo.toml")).expect("a workspace").parse().expect("TOML");
    for member in workspace["workspace"]["members"].as_array().expect("members") {
        let folder = member.as_str().and_then(|member| member.split('/').next()).expect("a folder");
        assert!(taken.contains(&format!("!{folder}\n")), "{folder} is not in the image's context");
    }
}
