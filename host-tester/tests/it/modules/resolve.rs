//! From a path to the file that defines what the path names.

use super::{Crate, Form, Mention};

/// What a path leads to.
enum Target<'a> {
    /// A module of the crate, by its path.
    Module(Vec<String>),
    /// Something that this file defines.
    Item(&'a str),
    /// Something that the crate does not define.
    Outside,
}

/// How many imports are followed one after the other, since two may lead to each other.
const DEPTH: usize = 16;

impl Crate {
    /// The file that a mention in the module `at` depends on.
    pub(super) fn file_of(&self, at: &[String], mention: &Mention) -> Option<&str> {
        if mention.form == Form::Macro {
            return mention.path.first().and_then(|name| self.macros.get(name)).map(String::as_str);
        }
        // A path that begins with an item, as `Kind::of` does, was counted where the item was imported.
        if let [first, _, ..] = mention.path.as_slice()
            && matches!(self.look_up(at, first, false, DEPTH), Some(Target::Item(_)))
        {
            return None;
        }
        match self.resolve(at, &mention.path, DEPTH) {
            Target::Module(path) if mention.form == Form::Everything => Some(&self.modules.get(&path)?.file),
            Target::Item(file) => Some(file),
            Target::Module(_) | Target::Outside => None,
        }
    }

    /// The file of the module that the longest beginning of a path leads to.
    pub(super) fn module_of(&self, at: &[String], mention: &Mention) -> Option<&str> {
        (1..mention.path.len()).rev().find_map(|length| {
            match self.resolve(at, &mention.path[..length], DEPTH) {
                Target::Module(path) => self.modules.get(&path).map(|module| module.file.as_str()),
                Target::Item(_) | Target::Outside => None,
            }
        })
    }

    fn resolve(&self, at: &[String], path: &[String], depth: usize) -> Target<'_> {
        let mut here = Target::Module(at.to_vec());
        for (index, name) in path.iter().enumerate() {
            let Target::Module(module) = here else { return here };
            let last = index + 1 == path.len();
            here = match name.as_str() {
                "crate" => Target::Module(Vec::new()),
                "self" => Target::Module(module),
                "super" => {
                    Target::Module(module.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default())
                }
                _ => match self.look_up(&module, name, last, depth) {
                    Some(found) => found,
                    // The first name of a path that the module does not know is another crate or a type of the
                    // prelude; a later one is made by a macro, in the file of the module before it.
                    None if index == 0 => Target::Outside,
                    None => self.item_of(&module),
                },
            };
        }
        here
    }

    /// What a name means in a module. A module and an item may share a name: the last name of a path means the item.
    fn look_up(&self, at: &[String], name: &str, last: bool, depth: usize) -> Option<Target<'_>> {
        let module = self.modules.get(at)?;
        let item = || module.items.get(name).map(|file| Target::Item(file));
        let child = || {
            let path = [at, &[name.to_owned()]].concat();
            self.modules.contains_key(&path).then_some(Target::Module(path))
        };
        let found = if last { item().or_else(child) } else { child().or_else(item) };
        // A child that shares its name with something imported is the import, where the import is an item.
        match found {
            Some(Target::Module(_)) if last => self.imported(at, name, depth).or(found),
            Some(_) => found,
            None => self.imported(at, name, depth).or_else(|| self.in_globs(at, name, last, depth)),
        }
    }

    /// What an import of this name leads to; what the crate does not define counts as defined by the import.
    fn imported(&self, at: &[String], name: &str, depth: usize) -> Option<Target<'_>> {
        let imports = &self.modules.get(at)?.imports;
        let depth = depth.checked_sub(1)?;
        let mut found = None;
        for import in imports.iter().filter(|import| import.name == name) {
            match self.resolve(at, &import.path, depth) {
                Target::Outside => found = found.or_else(|| Some(self.item_of(at))),
                inside => return Some(inside),
            }
        }
        found
    }

    fn in_globs(&self, at: &[String], name: &str, last: bool, depth: usize) -> Option<Target<'_>> {
        let imports = &self.modules.get(at)?.imports;
        let depth = depth.checked_sub(1)?;
        imports.iter().filter(|import| import.name == "*").find_map(|glob| {
            match self.resolve(at, &glob.path, depth) {
                Target::Module(path) if path != at => self.look_up(&path, name, last, depth),
                _ => None,
            }
        })
    }

    fn item_of(&self, at: &[String]) -> Target<'_> {
        self.modules.get(at).map_or(Target::Outside, |module| Target::Item(&module.file))
    }
}
