//! Devices added up by pod, as the scheduler adds them.

use policy_kit::{Count, Report};

use crate::claim_look_ups;
use crate::devices::Devices;
use crate::settings::Ceilings;
use crate::settings::Ctx;
use crate::survey::{Alternative, Home, Share, Statement, Survey, claims};

/// All pods of the object, in the order of their places, so that no message depends on the order of the text.
pub(crate) struct Demands<'a>(Vec<Demand<'a>>);

/// What an object says of one pod.
pub(crate) struct Demand<'a> {
    pub(crate) home: Home<'a>,
    /// How many pods like this one the object starts.
    pub(crate) count: Count,
    main: Devices<'a>,
    sidecars: Devices<'a>,
    /// The largest need at the time of an init container.
    init: Devices<'a>,
    /// Devices of the pod as a whole.
    whole: Devices<'a>,
    /// The largest number of all that state the same devices.
    once: Devices<'a>,
    /// Claims by name, which other pods may share.
    claims: Vec<(&'a str, Devices<'a>)>,
}

impl<'a> Demands<'a> {
    /// Adds up what the survey has found. Every claim that a pod names is looked up, and every template that a claim
    /// is made from for each pod. Nothing else is said of them here: they are judged when they are created.
    pub(crate) fn of(survey: &Survey<'a>, ctx: &Ctx<'_, 'a>, report: &mut Report<'_, 'a>) -> Self {
        let ceilings = ctx.settings.ceilings(ctx.request.namespace);
        let pods = survey.homes.iter().map(|(home, count)| Demand::new(*home, *count));
        let mut demands = Demands(pods.collect());
        for block in &survey.blocks {
            if let Some(pod) = demands.pod(block.home) {
                pod.add(block.share, &block.devices());
            }
        }
        for asked in &survey.requests {
            if let Some(pod) = demands.pod(asked.home) {
                pod.add(asked.share, &most(&asked.alternatives, &ceilings));
            }
        }
        for claim in &survey.claim_names {
            let Some(content) = claim_look_ups::devices(claim, ctx, report) else { continue };
            let mut devices = Devices::default();
            for request in content.maps("requests") {
                devices.add_all(&most(&claims::alternatives(request), &ceilings));
            }
            match demands.pod(claim.home) {
                Some(pod) if claim.is_template => pod.add(Share::Whole, &devices),
                Some(pod) => pod.add_claim(claim.name, devices),
                None => {}
            }
        }
        demands
    }

    /// The pods, in the order of their places.
    pub(crate) fn pods(&self) -> &[Demand<'a>] {
        &self.0
    }

    /// The pod that is a home of devices; the survey lists them all.
    fn pod(&mut self, home: Home<'a>) -> Option<&mut Demand<'a>> {
        let index = self.0.binary_search_by(|pod| pod.home.cmp(&home)).ok()?;
        self.0.get_mut(index)
    }
}

impl<'a> Demand<'a> {
    fn new(home: Home<'a>, count: Count) -> Self {
        let none = Devices::default;
        let (main, sidecars, init, whole, once) = (none(), none(), none(), none(), none());
        Demand { home, count, main, sidecars, init, whole, once, claims: Vec::new() }
    }

    /// What the pod needs.
    pub(crate) fn devices(&self) -> Devices<'a> {
        let mut devices = self.own();
        for (_, claimed) in &self.claims {
            devices.add_all(claimed);
        }
        devices
    }

    /// What the pod shares with no other one: main containers and sidecars run together, init containers one after the
    /// other, each beside the sidecars that were started before it. As the scheduler and the quota add them.
    pub(crate) fn own(&self) -> Devices<'a> {
        let mut devices = self.main.clone();
        devices.add_all(&self.sidecars);
        devices.raise_to(&self.init);
        devices.add_all(&self.whole);
        devices.add_all(&self.once);
        devices
    }

    /// The claims that the pod may share with others, by name.
    pub(crate) fn claims(&self) -> impl Iterator<Item = (&'a str, &Devices<'a>)> {
        self.claims.iter().map(|(name, devices)| (*name, devices))
    }

    /// Whose devices they are, for messages.
    pub(crate) fn who(&self) -> &'static str {
        match self.home.statement {
            Statement::Pods | Statement::Patch | Statement::Offer => "the pod asks for",
            Statement::Machine => "the machine has",
            Statement::Claim => "the claim asks for",
        }
    }

    fn add(&mut self, share: Share, devices: &Devices<'a>) {
        match share {
            Share::Main => self.main.add_all(devices),
            Share::Sidecar => self.sidecars.add_all(devices),
            Share::Init => {
                let mut together = self.sidecars.clone();
                together.add_all(devices);
                self.init.raise_to(&together);
            }
            Share::Whole => self.whole.add_all(devices),
            Share::Once => self.once.raise_to(devices),
        }
    }

    /// Adds a claim, which the pod names once or several times.
    fn add_claim(&mut self, name: &'a str, devices: Devices<'a>) {
        if !self.claims.iter().any(|(known, _)| *known == name) {
            self.claims.push((name, devices));
        }
    }
}

/// The most that the alternatives of one request ask for, as the quota counts them: the largest of those that one
/// ceiling is about. Slices are no excuse for whole devices.
fn most<'a>(alternatives: &[Alternative<'a>], ceilings: &Ceilings<'_>) -> Devices<'a> {
    let (mut apart, mut together) = (Devices::default(), None);
    for asked in alternatives.iter().filter(|asked| asked.unit.is_device()) {
        let count = asked.number.count();
        if ceilings.is_apart(asked.class) {
            apart.raise(asked.class, count);
        } else if together.is_none_or(|(_, most)| most < count) {
            together = Some((asked.class, count));
        }
    }
    if let Some((class, count)) = together {
        apart.add(class, count);
    }
    apart
}
