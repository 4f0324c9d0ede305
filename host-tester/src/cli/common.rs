//! What several commands share: options, the engine, where modules are found.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use policy_test::outcome::Fault;

use crate::engine::{Cache, Engine, Options};
use crate::evaluate::Policy;
use crate::report::Format;
use crate::{clock, report};

/// Options of every command that runs policies.
#[derive(Args)]
pub(super) struct Common {
    /// Folder of annotated modules, named like the policies.
    #[arg(long, value_name = "DIR", default_value = "target/policies")]
    pub modules: PathBuf,
    /// The date that policies see, `2026-11-24` or RFC 3339; this moment when absent.
    #[arg(long, value_name = "DATE", value_parser = clock::parse)]
    now: Option<u64>,
    /// Threads; as many as there are processors when absent.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// How long one evaluation may take, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 2000)]
    timeout: u64,
    /// Folder for compiled modules; it must be writable by you alone.
    #[arg(long, value_name = "DIR", env = "HOST_TESTER_CACHE")]
    cache: Option<PathBuf>,
}

/// How results are shown.
#[derive(Args)]
pub(super) struct Shown {
    /// Form of the report on standard output.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    Text,
    Json,
    Junit,
}

/// The modules of a run, each compiled once.
pub(super) struct Library {
    pub engine: Engine,
    modules: PathBuf,
    loaded: BTreeMap<PathBuf, Result<Arc<Policy>, Fault>>,
}

impl Common {
    pub(super) fn now(&self) -> u64 {
        self.now.unwrap_or_else(clock::now)
    }

    pub(super) fn threads(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, usize::from);
        // Each thread needs places in the engine's pool.
        self.jobs.unwrap_or_else(all).clamp(1, 128)
    }

    pub(super) fn library(&self) -> anyhow::Result<Library> {
        let options = Options {
            deadline: Duration::from_millis(self.timeout),
            cache: self.cache(),
            ..Options::default()
        };
        Ok(Library { engine: Engine::new(options)?, modules: self.modules.clone(), loaded: BTreeMap::new() })
    }

    /// The cache; without one, modules are compiled in every run.
    fn cache(&self) -> Option<Cache> {
        let folder = match &self.cache {
            Some(folder) => folder.clone(),
            None if Path::new("target").is_dir() => PathBuf::from("target/module-cache"),
            None => cache_home()?.join("host-tester"),
        };
        Cache::open(&folder).inspect_err(|error| eprintln!("note: compiling without a cache: {error:#}")).ok()
    }
}

impl Shown {
    pub(super) fn format(&self) -> report::Format {
        match self.output {
            Output::Text => Format::Text,
            Output::Json => Format::Json,
            Output::Junit => Format::Junit,
        }
    }
}

impl Library {
    /// The file of a policy's module, whether it exists or not.
    pub(super) fn file(&self, policy: &str) -> PathBuf {
        self.modules.join(format!("{policy}.wasm"))
    }

    /// Every module of the folder, by name.
    pub(super) fn names(&self) -> anyhow::Result<Vec<String>> {
        let entries = std::fs::read_dir(&self.modules).with_context(|| {
            format!(
                "cannot read the folder of modules {}; build the policies or name it with --modules",
                self.modules.display()
            )
        })?;
        let mut names: Vec<_> = entries
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                let name = path.file_stem()?.to_str()?.to_owned();
                (path.extension()? == "wasm").then_some(name)
            })
            .collect();
        names.sort();
        if names.is_empty() {
            bail!(
                "{} holds no modules; build the policies or name another folder with --modules",
                self.modules.display()
            );
        }
        Ok(names)
    }

    /// Compiles a module once.
    pub(super) fn load(&mut self, name: &str, file: &Path) -> anyhow::Result<Result<Arc<Policy>, Fault>> {
        if let Some(known) = self.loaded.get(file) {
            return Ok(known.clone());
        }
        let wasm =
            std::fs::read(file).with_context(|| format!("cannot read the module {}", file.display()))?;
        let policy = Policy::load(&self.engine, name, &wasm).map(Arc::new);
        self.loaded.insert(file.to_owned(), policy.clone());
        Ok(policy)
    }
}

fn cache_home() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))
}
