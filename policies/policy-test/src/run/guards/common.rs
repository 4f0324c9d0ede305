//! The guard that what several policies have to be told is told under one name: a profile sets it once for all.

/// The settings that policies share, each with other names under which one would look for the same. A key that
/// contains the name is suspicious by itself.
const COMMON: [(&str, &[&str]); 7] = [
    ("production", &["prod", "prodNamespaces", "liveNamespaces"]),
    ("breakGlass", &["breakTheGlass", "emergency", "emergencyAccess", "emergencyGroups", "bypassGroups"]),
    ("governanceNamespace", &["governanceNs", "policyNamespace", "guardrailsNamespace"]),
    (
        "platformGroups",
        &[
            "adminGroups",
            "administratorGroups",
            "administrators",
            "admins",
            "clusterAdministrators",
            "clusterAdmins",
            "platformAdministrators",
            "platformAdmins",
            "platformTeams",
            "privilegedGroups",
            "trustedGroups",
        ],
    ),
    ("controllers", &["controllerAccounts", "controllerServiceAccounts", "operatorAccounts"]),
    (
        "allowedRepositories",
        &[
            "allowedRegistries",
            "allowedRepos",
            "registries",
            "repositories",
            "trustedRegistries",
            "trustedRepositories",
        ],
    ),
    ("datasets", &["corpora", "datasetNames", "protectedData"]),
];

/// The keys of the settings that policies share.
pub fn common_settings() -> impl Iterator<Item = &'static str> {
    COMMON.iter().map(|(name, _)| *name)
}

/// The keys that look like a common setting under another name. A line of the README that names both, each in
/// backticks, gives the reason for a key.
pub(super) fn aliases(keys: &[String], readme: &str) -> Vec<String> {
    let known = |key: &String| COMMON.iter().any(|(name, _)| name == key);
    let meant = |key: &str| {
        let key = key.to_lowercase();
        let found = COMMON.iter().find(|(name, others)| {
            key.contains(&name.to_lowercase()) || others.iter().any(|other| other.to_lowercase() == key)
        });
        found.map(|(name, _)| *name)
    };
    let suspicious = keys.iter().filter(|key| !known(key)).filter_map(|key| Some((key, meant(key)?)));
    let unexplained = suspicious.filter(|(key, name)| {
        let (key, name) = (format!("`{key}`"), format!("`{name}`"));
        !readme.lines().any(|line| line.contains(&key) && line.contains(&name))
    });
    unexplained
        .map(|(key, name)| {
            format!(
                "setting `{key}` looks like the common setting `{name}`: read it under that name, or say in a line \
                 of the README that names both why it is another one"
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suspicious(keys: &[&str], readme: &str) -> usize {
        aliases(&keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>(), readme).len()
    }

    #[test]
    fn a_common_setting_under_another_name_is_told() {
        let told = aliases(&["adminGroups".to_owned()], "");
        assert_eq!(
            told,
            [
                "setting `adminGroups` looks like the common setting `platformGroups`: read it under that name, or say \
              in a line of the README that names both why it is another one"
            ]
        );
        for key in
            ["productionNamespaces", "trainingDatasets", "trustedControllers", "Admins", "allowedRegistries"]
        {
            assert_eq!(suspicious(&[key], ""), 1, "{key}");
        }
    }

    #[test]
    fn common_names_and_other_settings_are_left_alone() {
        assert_eq!(suspicious(&COMMON.map(|(name, _)| name), ""), 0);
        // Who looks after volumes and labels of datasets is another team than the platform's.
        let others =
            ["volumeAdministrators", "labelAdministrators", "allowedClasses", "namespaces", "signatures"];
        assert_eq!(suspicious(&others, ""), 0);
    }

    #[test]
    fn the_readme_may_give_the_reason() {
        let reason = "| `adminGroups` | not `platformGroups`: these may label nodes and nothing else |";
        assert_eq!(suspicious(&["adminGroups"], reason), 0);
        assert_eq!(suspicious(&["adminGroups"], &reason.replace("`platformGroups`", "all")), 1);
    }
}
