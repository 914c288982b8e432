//! No file uses a file that, by whatever way, uses it: each can be read after those it stands on.
//!
//! What a file takes from another is read from its `use` items and paths, followed through re-exports
//! to the file that defines the name. That a file declares a module, or only hands its names on, ties
//! it to nothing. Methods are not seen, nor what a macro writes.

#![expect(
    clippy::expect_used,
    clippy::wildcard_enum_match_arm,
    reason = "a story fails where it breaks; most items of Rust define no name"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::Visit;
use syn::{Attribute, Item, ItemMacro, ItemMod, ItemUse, UseTree};

/// A module by the names on the way to it: empty for the root of the crate.
type Module = Vec<String>;

/// A path as it stands in the code.
type Names = Vec<String>;

/// The modules of a crate that have a file of their own.
type Modules = BTreeMap<Module, Source>;

/// What stands in a file.
#[derive(Default)]
struct Source {
    file: PathBuf,
    defines: BTreeSet<String>,
    /// Names that it takes over, and from where.
    imports: BTreeMap<String, Names>,
    /// Where it takes all names from.
    globs: Vec<Names>,
    paths: BTreeSet<Names>,
}

#[test]
fn no_file_uses_a_file_that_uses_it() {
    let mut said = String::new();
    for root in roots() {
        let mut modules = Modules::new();
        read(&root, &root.with_file_name(""), Module::new(), &mut modules);
        let arrows = arrows(&modules);
        let circle = |module: &&Module| reached(module, &arrows).contains(*module);
        for module in arrows.keys().filter(circle) {
            for (other, names) in &arrows[module] {
                if reached(other, &arrows).contains(module) {
                    let (from, to) = (modules[module].file.display(), modules[other].file.display());
                    writeln!(said, "{from}\n    uses {to}: {names:?}").expect("a string");
                }
            }
        }
    }
    assert!(said.is_empty(), "files that use each other:\n{said}");
}

/// The root of every crate's library or program.
fn roots() -> Vec<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace");
    let manifest: toml::Value =
        toml::from_str(&fs::read_to_string(workspace.join("Cargo.toml")).expect("its manifest")).expect("TOML");
    let members = manifest["workspace"]["members"].as_array().expect("members").iter();
    let members = members.filter_map(toml::Value::as_str);
    let sources = members.map(|member| workspace.join(member).join("src"));
    let roots = sources.flat_map(|source| ["lib.rs", "main.rs"].map(|root| source.join(root)));
    roots.filter(|root| root.exists()).collect()
}

fn read(file: &Path, children: &Path, module: Module, modules: &mut Modules) {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut source = Source { file: file.to_owned(), ..Source::default() };
    for item in &parsed.items {
        if let Item::Mod(inner) = item
            && inner.content.is_none()
        {
            if !for_tests(&inner.attrs) {
                let name = inner.ident.to_string();
                let inside = children.join(&name);
                read(&inside.with_extension("rs"), &inside, [module.clone(), vec![name]].concat(), modules);
            }
            continue;
        }
        source.defines.extend(defined(item));
        source.visit_item(item);
    }
    modules.insert(module, source);
}

fn defined(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Mod(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn for_tests(attributes: &[Attribute]) -> bool {
    let is_test = |attribute: &&Attribute| attribute.path().is_ident("cfg");
    attributes
        .iter()
        .filter(is_test)
        .any(|cfg| matches!(&cfg.meta, syn::Meta::List(list) if list.tokens.to_string() == "test"))
}

impl<'ast> Visit<'ast> for Source {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !for_tests(&item.attrs) {
            syn::visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.take_over(&item.tree, &mut Names::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.paths.insert(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }

    fn visit_item_macro(&mut self, item: &'ast ItemMacro) {
        if item.ident.is_none() {
            self.visit_macro(&item.mac);
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        self.take_tokens(call.tokens.clone());
    }
}

impl Source {
    fn take_over(&mut self, tree: &UseTree, before: &mut Names) {
        let mut import = |name: String, last: String| {
            let path = if last == "self" { before.clone() } else { [before.clone(), vec![last]].concat() };
            self.imports.insert(name, path);
        };
        match tree {
            UseTree::Name(name) if name.ident == "self" => {
                import(before.last().cloned().unwrap_or_default(), "self".into());
            }
            UseTree::Name(name) => import(name.ident.to_string(), name.ident.to_string()),
            UseTree::Rename(name) => import(name.rename.to_string(), name.ident.to_string()),
            UseTree::Glob(_) => self.globs.push(before.clone()),
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.take_over(&path.tree, before);
                before.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.take_over(tree, before)),
        }
    }

    /// Paths among the tokens of a macro's call.
    fn take_tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons) = (Names::new(), 0);
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.paths.insert(std::mem::take(&mut path));
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Punct(_) | TokenTree::Literal(_) => {
                    self.paths.insert(std::mem::take(&mut path));
                    colons = 0;
                }
                TokenTree::Group(group) => {
                    self.paths.insert(std::mem::take(&mut path));
                    self.take_tokens(group.stream());
                }
            }
        }
        self.paths.insert(path);
    }
}

/// From each module with a file to those that it takes names from.
fn arrows(modules: &Modules) -> BTreeMap<Module, BTreeMap<Module, BTreeSet<String>>> {
    let mut arrows = BTreeMap::<_, BTreeMap<Module, BTreeSet<String>>>::new();
    for (module, source) in modules {
        let to = arrows.entry(module.clone()).or_default();
        for path in &source.paths {
            if let Some(defining) = resolve(modules, module, path, 0).filter(|defining| defining != module) {
                to.entry(defining).or_default().insert(path.join("::"));
            }
        }
    }
    arrows
}

/// The module whose file defines what a path means in a module; `None` where that is another crate.
fn resolve(modules: &Modules, module: &[String], path: &[String], depth: usize) -> Option<Module> {
    let (first, rest) = path.split_first()?;
    if depth > 12 {
        return None;
    }
    let child = [module.to_vec(), vec![first.clone()]].concat();
    match first.as_str() {
        "crate" => resolve(modules, &[], rest, depth + 1),
        "self" => resolve(modules, module, rest, depth + 1),
        "super" => resolve(modules, module.split_last()?.1, rest, depth + 1),
        _ if modules.contains_key(&child) && !rest.is_empty() => resolve(modules, &child, rest, depth + 1),
        name => {
            let source = modules.get(module)?;
            if source.defines.contains(name) {
                return Some(module.to_vec());
            }
            if let Some(import) = source.imports.get(name) {
                let own = import.first().is_some_and(|root| root == name) && import.len() == 1;
                return if own { None } else { resolve(modules, module, &[import, rest].concat(), depth + 1) };
            }
            let globs = source.globs.iter();
            globs.into_iter().find_map(|glob| resolve(modules, module, &[glob, path].concat(), depth + 1))
        }
    }
}

fn reached(from: &[String], arrows: &BTreeMap<Module, BTreeMap<Module, BTreeSet<String>>>) -> BTreeSet<Module> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![from.to_vec()]);
    while let Some(module) = next.pop() {
        for other in arrows.get(&module).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(other.clone()) {
                next.push(other.clone());
            }
        }
    }
    reached
}
