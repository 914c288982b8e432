//! The containers of deploy/, from the Compose file and the Kubernetes manifests alike.

use std::collections::BTreeMap;

use serde_json::Value;
use stories::root;

use super::yaml::{files, items, parse, read, texts};

/// A container, as a file describes it.
pub(crate) struct Container {
    /// Where.
    pub(crate) place: String,
    /// What it runs.
    pub(crate) image: String,
    /// With which arguments.
    pub(crate) arguments: Vec<String>,
    /// With which settings; those that come from a secret have no value here.
    pub(crate) environment: BTreeMap<String, String>,
    /// The container itself.
    pub(crate) stands: Value,
    /// The pod it is in, in Kubernetes.
    pub(crate) pod: Option<Value>,
    /// What that pod brings its volumes along with.
    pub(crate) claims: Vec<String>,
}

impl Container {
    pub(crate) fn is_waymark(&self) -> bool {
        self.image.starts_with("waymark")
    }

    /// The secrets that Compose mounts into it.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let named = |secret: &Value| secret["source"].as_str().or(secret.as_str()).expect("a name").to_owned();
        items(&self.stands["secrets"]).iter().map(named).collect()
    }

    pub(crate) fn is_nats(&self) -> bool {
        self.image.starts_with("nats:")
    }
}

pub(crate) fn compose() -> Value {
    read(&root().join("deploy/compose.yaml")).remove(0)
}

/// The Kubernetes objects, with the file that each stands in.
pub(crate) fn objects() -> Vec<(String, Value)> {
    let manifests = files(&["yaml"])
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("/kubernetes/") && !path.ends_with("kustomization.yaml"));
    manifests.flat_map(|path| read(&path).into_iter().map(move |object| (path.display().to_string(), object))).collect()
}

/// Every container there is.
pub(crate) fn containers() -> Vec<Container> {
    let mut found: Vec<Container> = Vec::new();
    let services = compose()["services"].clone();
    for (name, stands) in services.as_object().expect("services") {
        let environment = stands["environment"].as_object().into_iter().flatten();
        found.push(Container {
            place: format!("compose.yaml, {name}"),
            image: stands["image"].as_str().expect("an image").to_owned(),
            arguments: texts(&stands["command"]),
            environment: environment
                .map(|(name, value)| (name.clone(), value.as_str().expect("a text").into()))
                .collect(),
            stands: stands.clone(),
            pod: None,
            claims: Vec::new(),
        });
    }
    for (place, object) in objects() {
        // A job that is made now and then stands one floor deeper.
        let spec = if object["kind"] == "CronJob" { &object["spec"]["jobTemplate"]["spec"] } else { &object["spec"] };
        let pod = &spec["template"]["spec"];
        for stands in items(&pod["containers"]) {
            let environment = items(&stands["env"]).iter().map(|entry| {
                (
                    entry["name"].as_str().expect("a name").to_owned(),
                    entry["value"].as_str().unwrap_or_default().to_owned(),
                )
            });
            found.push(Container {
                place: place.clone(),
                image: stands["image"].as_str().expect("an image").to_owned(),
                arguments: texts(&stands["args"]),
                environment: environment.collect(),
                stands: stands.clone(),
                pod: Some(pod.clone()),
                claims: items(&object["spec"]["volumeClaimTemplates"])
                    .iter()
                    .map(|claim| claim["metadata"]["name"].as_str().expect("a name").to_owned())
                    .collect(),
            });
        }
    }
    // What the five services add to what they share.
    let shared = found.iter().position(|container| container.arguments == ["serve"]).expect("what services share");
    for context in contexts() {
        let mut arguments = found[shared].arguments.clone();
        arguments.push(context.clone());
        found.push(Container {
            place: format!("kubernetes/service/{context}"),
            arguments,
            image: found[shared].image.clone(),
            environment: found[shared].environment.clone(),
            stands: found[shared].stands.clone(),
            pod: found[shared].pod.clone(),
            claims: Vec::new(),
        });
    }
    found.remove(shared);
    assert!(found.len() > 20, "{}", found.len());
    found
}

/// The contexts of the services, as their patches say them.
fn contexts() -> Vec<String> {
    let places = files(&["yaml"]).into_iter().filter(|path| path.ends_with("kustomization.yaml"));
    let mut contexts = Vec::new();
    for path in places {
        for kustomization in read(&path) {
            for patch in items(&kustomization["patches"]) {
                let place = path.display().to_string();
                for step in items(&parse(patch["patch"].as_str().expect("a patch"), &place)[0]) {
                    assert_eq!(
                        (&step["op"], &step["path"]),
                        (&"add".into(), &"/spec/template/spec/containers/0/args/-".into())
                    );
                    contexts.push(step["value"].as_str().expect("a context").to_owned());
                }
            }
        }
    }
    assert_eq!(contexts.len(), 5);
    contexts
}
