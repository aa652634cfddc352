// SPDX-License-Identifier: Apache-2.0
//! Everybody who has a part in an answer or an artifact, and which.

use super::{checks::Answer, lineage::Lineage};
use openledger_primitives::records::CurationPolicy;
use polkadot_sdk::sp_runtime::AccountId32;
use serde_json::{json, Value as Json};
use std::collections::{BTreeMap, BTreeSet};

/// The roles of each account.
#[derive(Default)]
struct Roles(BTreeMap<AccountId32, BTreeSet<String>>);

impl Roles {
	fn add(&mut self, who: &AccountId32, role: impl Into<String>) {
		self.0.entry(who.clone()).or_default().insert(role.into());
	}
}

/// The people of a report, each with what they are there.
pub fn json(lineage: &Lineage, answer: Option<&Answer>) -> Json {
	let mut roles = Roles::default();
	for artifact in &lineage.artifacts {
		roles.add(&artifact.owner, format!("owner of artifact {}", artifact.id));
		for credit in &artifact.credits {
			roles.add(&credit.who, format!("{:?} of artifact {}", credit.role, artifact.id));
		}
	}
	for record in &lineage.evaluations {
		roles.add(&record.evaluator, format!("evaluator of artifact {}", record.artifact));
	}
	for (id, datanet) in &lineage.datanets {
		roles.add(&datanet.owner, format!("owner of Datanet {id}"));
		match &datanet.policy {
			CurationPolicy::Owner => roles.add(&datanet.owner, format!("curator of Datanet {id}")),
			CurationPolicy::Committee { members, .. } => {
				for member in members {
					roles.add(member, format!("curator of Datanet {id}"));
				}
			},
			CurationPolicy::Staked => {},
		}
	}
	for snapshot in &lineage.snapshots {
		for record in &snapshot.contributions {
			let datanet = snapshot.record.info.datanet;
			roles.add(&record.contributor, format!("contributor to Datanet {datanet}"));
		}
	}
	if let Some(answer) = answer {
		roles.add(&answer.request.payer, "asked and paid");
		for worker in &answer.request.workers {
			roles.add(worker, "worker");
		}
	}
	roles.0.iter().map(|(who, roles)| json!({ "who": who.to_string(), "roles": roles })).collect()
}

/// Who decides about a Datanet's contributions, in words.
pub fn curation(policy: &CurationPolicy<AccountId32>) -> String {
	match policy {
		CurationPolicy::Owner => "its owner decides".into(),
		CurationPolicy::Committee { members, threshold } => {
			format!("{threshold} of {} members decide", members.len())
		},
		CurationPolicy::Staked => "curators who stake on their judgement decide".into(),
	}
}
