//! What the policy can be set to.

use policy_kit::{AnyRule, Keys, Level, Mode, glob};

/// The settings of privileged-pods, apart from those that all policies share.
#[derive(Debug)]
pub struct Settings<'a> {
    /// The level of the Pod Security Standards whose rules deny.
    level: Level,
    capabilities: Vec<&'a str>,
    pub(crate) ipc_lock_with_fabric: bool,
    /// Device classes of RDMA devices, as claims name them.
    pub(crate) rdma_device_classes: Vec<&'a str>,
    host_paths: Vec<AllowedHostPath<'a>>,
    host_ports: Vec<(i64, i64)>,
    sysctls: Vec<&'a str>,
    most_look_ups: usize,
}

/// Host paths at or below `path` are allowed.
#[derive(Debug)]
struct AllowedHostPath<'a> {
    path: &'a str,
    read_only: bool,
}

/// What the settings say about a host path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostPathAllowed {
    No,
    /// If every mount of the volume is read-only.
    ReadOnly,
    Yes,
}

/// What the survey and the rules are given.
pub(crate) type Ctx<'c, 'a> = policy_kit::Ctx<'c, 'a, Settings<'a>>;

impl<'a> policy_kit::Settings<'a> for Settings<'a> {
    fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let levels = [("baseline", Level::Baseline), ("restricted", Level::Restricted)];
        Settings {
            level: keys.choice("level", &levels).unwrap_or(Level::Baseline),
            capabilities: read_capabilities(keys),
            ipc_lock_with_fabric: keys.flag("ipcLockWithFabric", true),
            rdma_device_classes: keys.texts("rdmaDeviceClasses"),
            host_paths: keys.list("allowedHostPaths", AllowedHostPath::read),
            host_ports: keys.list("allowedHostPorts", read_ports),
            sysctls: keys.texts("allowedSysctls"),
            most_look_ups: keys.most_look_ups(64),
        }
    }

    fn most_look_ups(&self) -> usize {
        self.most_look_ups
    }

    fn default_mode(&self, rule: &'static AnyRule) -> Mode {
        let denies = rule.level == Level::Restricted && self.level == Level::Restricted;
        if denies { Mode::Deny } else { rule.default }
    }
}

impl Settings<'_> {
    /// Whether a capability is allowed besides those of the level.
    pub(crate) fn allows_capability(&self, name: &str) -> bool {
        self.capabilities.iter().any(|allowed| same_capability(allowed, name))
    }

    /// What the settings say about `path`: the longest prefix decides, and the laxer of two equal ones.
    pub(crate) fn allows_host_path(&self, path: &str) -> HostPathAllowed {
        let Some(path) = clean(path) else {
            return HostPathAllowed::No;
        };
        let below = |allowed: &&AllowedHostPath<'_>| {
            let rest =
                clean(allowed.path).and_then(|root| path.strip_prefix(root.as_str()).map(str::to_owned));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let length = |allowed: &AllowedHostPath<'_>| clean(allowed.path).map_or(0, |path| path.len());
        let nearest =
            self.host_paths.iter().filter(below).max_by_key(|allowed| (length(allowed), !allowed.read_only));
        match nearest {
            None => HostPathAllowed::No,
            Some(allowed) if allowed.read_only => HostPathAllowed::ReadOnly,
            Some(_) => HostPathAllowed::Yes,
        }
    }

    /// Whether a host port lies in an allowed range.
    pub(crate) fn allows_host_port(&self, port: i64) -> bool {
        self.host_ports.iter().any(|(min, max)| (*min..=*max).contains(&port))
    }

    /// Whether a sysctl is allowed besides the safe ones.
    pub(crate) fn allows_sysctl(&self, name: &str) -> bool {
        self.sysctls.iter().any(|pattern| glob::matches(pattern, name))
    }
}

impl<'a> AllowedHostPath<'a> {
    fn read(keys: &mut Keys<'_, 'a>) -> Self {
        let path = keys.text("path").unwrap_or_default();
        if !keys.has("path") {
            keys.error("path", "is required");
        } else if !path.is_empty() && clean(path).is_none() {
            keys.error("path", "must be absolute, without `..`");
        }
        AllowedHostPath { path, read_only: keys.flag("readOnly", false) }
    }
}

/// Whether two spellings name one capability: container runtimes take `NET_ADMIN` and `CAP_NET_ADMIN`, in any
/// case.
pub(crate) fn same_capability(a: &str, b: &str) -> bool {
    let bare = |name: &str| match name.get(..4) {
        Some(prefix) if prefix.eq_ignore_ascii_case("CAP_") => name.len() - 4,
        _ => name.len(),
    };
    let tail = |name: &str| name.get(name.len() - bare(name)..).unwrap_or_default().to_ascii_uppercase();
    tail(a) == tail(b)
}

fn read_capabilities<'a>(keys: &mut Keys<'_, 'a>) -> Vec<&'a str> {
    let names = keys.texts("allowedCapabilities");
    for (index, name) in names.iter().enumerate() {
        if same_capability(name, "ALL") {
            let what =
                "`ALL` allows everything: name the capabilities that are needed, or exempt who needs them";
            keys.error(&format!("allowedCapabilities[{index}]"), what);
        }
    }
    names
}

fn read_ports(keys: &mut Keys<'_, '_>) -> (i64, i64) {
    let (min, max) = (keys.integer("min"), keys.integer("max"));
    let range = (min.unwrap_or(1), max.unwrap_or(0));
    let both = keys.has("min") && keys.has("max");
    if !both {
        let missing = if keys.has("min") { "max" } else { "min" };
        keys.error(missing, "is required, like the other end of the range");
    } else if range.0 < 1 || range.1 > 65_535 || range.0 > range.1 {
        keys.error("min", "expected 1 ≤ min ≤ max ≤ 65535");
    }
    range
}

/// An absolute path without empty and `.` segments and without a slash at its end; `None` where it is not
/// absolute or climbs with `..`. The root is the empty text.
fn clean(path: &str) -> Option<String> {
    let mut cleaned = String::with_capacity(path.len());
    for segment in path.strip_prefix('/')?.split('/') {
        match segment {
            "" | "." => {}
            ".." => return None,
            _ => {
                cleaned.push('/');
                cleaned.push_str(segment);
            }
        }
    }
    Some(cleaned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capability_may_be_spelled_in_three_ways() {
        assert!(same_capability("NET_ADMIN", "CAP_NET_ADMIN"));
        assert!(same_capability("cap_net_admin", "NET_ADMIN"));
        assert!(!same_capability("NET_ADMIN", "NET_RAW"));
    }

    #[test]
    fn paths_are_compared_without_detours() {
        assert_eq!(clean("/var//log/./x/").as_deref(), Some("/var/log/x"));
        assert_eq!(clean("/").as_deref(), Some(""));
        assert_eq!(clean("/var/log/../run"), None);
        assert_eq!(clean("var/log"), None);
    }
}
