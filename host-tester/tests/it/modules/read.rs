//! From sources to modules: what each one defines, imports and names.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, Meta, Path, Token, UseTree};

use super::{Crate, Form, Import, Mention};

/// Reads `lib.rs` and every module that is declared from there on; `source` gives the text of a file, if there is one.
pub(super) fn tree(source: &dyn Fn(&str) -> Option<String>) -> Crate {
    let mut reader = Reader { source, read: Crate::default(), at: Vec::new(), file: String::new() };
    reader.read_file("lib.rs");
    reader.read
}

struct Reader<'s> {
    source: &'s dyn Fn(&str) -> Option<String>,
    read: Crate,
    /// The path of the module that is being read, and its file.
    at: Vec<String>,
    file: String,
}

impl Reader<'_> {
    /// Reads a file as the module that stands at `self.at`.
    fn read_file(&mut self, file: &str) {
        let Some(text) = (self.source)(file) else { panic!("{file} is declared, but not there") };
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let above = std::mem::replace(&mut self.file, file.to_owned());
        if !is_test(&parsed.attrs) {
            self.module();
            self.visit_file(&parsed);
        }
        self.file = above;
    }

    fn module(&mut self) -> &mut super::Module {
        let module = self.read.modules.entry(self.at.clone()).or_default();
        module.file.clone_from(&self.file);
        module
    }

    fn mention(&mut self, line: usize, path: Vec<String>, form: Form) {
        self.module().mentions.push(Mention { line, path, form });
    }

    fn define(&mut self, item: &Item) {
        let name = match item {
            Item::Const(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Static(item) => &item.ident,
            Item::Struct(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            Item::Type(item) => &item.ident,
            Item::Union(item) => &item.ident,
            Item::Macro(item) => match &item.ident {
                Some(name) => return self.define_macro(name.to_string(), &item.attrs),
                None => return,
            },
            _ => return,
        };
        let file = self.file.clone();
        self.module().items.insert(name.to_string(), file);
    }

    /// An exported macro is an item of the crate's root, wherever it stands.
    fn define_macro(&mut self, name: String, attributes: &[Attribute]) {
        if attributes.iter().any(|attribute| attribute.path().is_ident("macro_export")) {
            let root = self.read.modules.entry(Vec::new()).or_default();
            root.items.insert(name.clone(), self.file.clone());
        }
        self.read.macros.insert(name, self.file.clone());
    }

    /// Each leaf of the tree of a `use` is an import and a mention.
    fn imports(&mut self, tree: &UseTree, above: &[String]) {
        let (ident, name) = match tree {
            UseTree::Path(path) => {
                return self.imports(&path.tree, &[above, &[path.ident.to_string()]].concat());
            }
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.imports(tree, above));
            }
            UseTree::Glob(glob) => {
                let line = glob.star_token.spans[0].start().line;
                self.mention(line, above.to_vec(), Form::Everything);
                return self.module().imports.push(Import { name: "*".to_owned(), path: above.to_vec() });
            }
            UseTree::Name(name) => (&name.ident, &name.ident),
            UseTree::Rename(rename) => (&rename.ident, &rename.rename),
        };
        // `a::{self}` imports `a` under its own name.
        let (path, name) = match above.last() {
            Some(last) if ident == "self" && name == "self" => (above.to_vec(), last.clone()),
            _ => ([above, &[ident.to_string()]].concat(), name.to_string()),
        };
        self.mention(ident.span().start().line, path.clone(), Form::Path);
        self.module().imports.push(Import { name, path });
    }

    /// The paths among the tokens of a macro, whose grammar only the macro knows.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let (mut line, mut colons) = (0, 0);
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() && colons < 2 => {
                    colons += 1;
                }
                TokenTree::Ident(ident) if colons == 2 => {
                    path.push(ident.to_string());
                    colons = 0;
                }
                other => {
                    let braces =
                        matches!(&other, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
                    self.end_of_path(line, &mut path, colons == 2 && braces);
                    colons = 0;
                    match other {
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        TokenTree::Ident(ident) => {
                            line = ident.span().start().line;
                            path.push(ident.to_string());
                        }
                        TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                    }
                }
            }
        }
        self.end_of_path(line, &mut path, false);
    }

    fn end_of_path(&mut self, line: usize, path: &mut Vec<String>, everything: bool) {
        let path = std::mem::take(path);
        if everything {
            self.mention(line, path, Form::Everything);
        } else if path.len() > 1 {
            self.mention(line, path, Form::Path);
        }
    }
}

impl Visit<'_> for Reader<'_> {
    fn visit_item(&mut self, item: &Item) {
        if !is_test(attributes_of(item)) {
            self.define(item);
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &ImplItem) {
        let attributes: &[Attribute] = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            _ => &[],
        };
        if !is_test(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    /// A module in braces is a module of the same file; one without is another file and no use of it.
    fn visit_item_mod(&mut self, item: &syn::ItemMod) {
        self.at.push(item.ident.to_string());
        match &item.content {
            Some((_, items)) => {
                self.module();
                for item in items {
                    self.visit_item(item);
                }
            }
            None => self.read_file(&format!("{}.rs", self.at.join("/"))),
        }
        self.at.pop();
    }

    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        // `use ::name` is another crate.
        if item.leading_colon.is_none() {
            self.imports(&item.tree, &[]);
        }
    }

    fn visit_path(&mut self, path: &Path) {
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            let line = path.segments[0].ident.span().start().line;
            let names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.mention(line, names, Form::Path);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &syn::Macro) {
        if let Some(name) = called.path.get_ident() {
            self.mention(name.span().start().line, vec![name.to_string()], Form::Macro);
        } else {
            self.visit_path(&called.path);
        }
        self.tokens(called.tokens.clone());
    }

    /// Derived traits and what serde is told are no uses of files.
    fn visit_attribute(&mut self, _: &Attribute) {}

    /// `pub(in path)` says who may use it, and uses nothing.
    fn visit_vis_restricted(&mut self, _: &syn::VisRestricted) {}
}

fn attributes_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether an item is there in tests only.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute.parse_args::<Meta>().is_ok_and(|condition| means_test(&condition))
    })
}

fn means_test(condition: &Meta) -> bool {
    let Meta::List(list) = condition else { return condition.path().is_ident("test") };
    let Ok(parts) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else {
        return false;
    };
    (list.path.is_ident("all") && parts.iter().any(means_test))
        || (list.path.is_ident("any") && !parts.is_empty() && parts.iter().all(means_test))
}
