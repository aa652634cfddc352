// SPDX-License-Identifier: Apache-2.0
//! The report of an audit: what was asked and answered, the data behind it with licences and contributors,
//! and every check. It gathers what Annex IV (2)(d) and Article 53 (1)(d) of the EU AI Act ask about training
//! data, as far as the chain has it.

use super::{
	checks::{Answer, Audit, Outcome},
	documentation, graph,
	lineage::Lineage,
	people,
};
use crate::{
	amount::Amount,
	chain::View,
	commands::{decimal, kind, readable, status},
};
use minijinja::Environment;
use openledger_primitives::{
	ids::ContributionId,
	licence::{Licence, LicenceTerms},
	records::{ContributionRecord, ContributionView},
};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use serde_json::{json, Value as Json};
use std::collections::BTreeMap;

/// The page, without anything from elsewhere.
const TEMPLATE: &str = include_str!("report.html");

/// The report as JSON: the HTML is made from it, and has nothing more.
pub fn json(
	view: &View,
	genesis: [u8; 32],
	lineage: &Lineage,
	answer: Option<&Answer>,
	audit: &Audit,
) -> Json {
	json!({
		"chain": { "genesis": H256(genesis), "block": view.block() },
		"answer": answer.map(|answer| of_answer(answer, lineage)),
		"artifacts": lineage.artifacts.iter().map(|artifact| json!({
			"id": artifact.id.0,
			"name": readable(&artifact.name),
			"kind": kind(artifact.kind),
			"status": status(artifact.status),
			"version": artifact.version,
			"owner": artifact.owner.to_string(),
			"licence": readable(&artifact.licence.spdx),
			"manifest": artifact.manifest,
			"parents": artifact.parents.iter().map(|parent| parent.artifact.0).collect::<Vec<_>>(),
			"trained_on": artifact.trained_on.iter().map(|id| id.0).collect::<Vec<_>>(),
			"credits": artifact.credits.iter().map(|credit| json!({
				"who": credit.who.to_string(),
				"role": format!("{:?}", credit.role),
				"share": credit.share.deconstruct(),
			})).collect::<Vec<_>>(),
			"registered_at": artifact.registered_at,
			"uri": readable(&artifact.uri),
			"previous": artifact.previous.map(|id| id.0),
			"successor": artifact.successor.map(|id| id.0),
			"licence_terms": terms(&artifact.licence),
		})).collect::<Vec<_>>(),
		"evaluations": lineage.evaluations.iter().map(|record| json!({
			"artifact": record.artifact.0,
			"evaluator": record.evaluator.to_string(),
			"metric": readable(&record.evaluation.metric),
			"value_micros": record.evaluation.value_micros,
			"value": decimal(record.evaluation.value_micros),
			"benchmark": record.evaluation.benchmark,
			"evidence_root": record.evaluation.evidence_root,
			"evaluated_at": record.evaluated_at,
		})).collect::<Vec<_>>(),
		"people": people::json(lineage, answer),
		"graph": graph::json(lineage, answer),
		"documentation": documentation::json(),
		"datanets": lineage.datanets.iter().map(|(id, datanet)| json!({
			"id": id.0,
			"name": readable(&datanet.name),
			"summary": readable(&datanet.summary),
			"owner": datanet.owner.to_string(),
			"licence": readable(&datanet.licence.spdx),
			"licence_terms": terms(&datanet.licence),
			"kind": format!("{:?}", datanet.kind),
			"visibility": format!("{:?}", datanet.visibility),
			"curation": people::curation(&datanet.policy),
			"curators_percent": f64::from(datanet.curators_cut.deconstruct()) / 1e7,
			"uri": readable(&datanet.uri),
			"tags": datanet.tags.iter().map(|tag| readable(tag)).collect::<Vec<_>>(),
			"accepted": datanet.accepted,
			"withdrawn": datanet.withdrawn,
			"created_at": datanet.created_at,
		})).collect::<Vec<_>>(),
		"snapshots": lineage.snapshots.iter().map(|snapshot| json!({
			"id": snapshot.id.0,
			"datanet": snapshot.record.info.datanet.0,
			"version": snapshot.record.version,
			"root": snapshot.record.info.root,
			"taken_at": snapshot.record.taken_at,
			"taken_by": snapshot.record.taken_by.to_string(),
			"note": readable(&snapshot.record.note),
			"bytes": snapshot.record.info.length,
			"parent": snapshot.record.parent.map(|id| id.0),
			"contributions": snapshot.contributions.iter().map(|record| {
				contribution(record, lineage.given.get(&record.id))
			}).collect::<Vec<_>>(),
		})).collect::<Vec<_>>(),
		"checks": audit.checks,
		"counts": counts(audit),
	})
}

/// What a licence allows, in words.
fn terms(licence: &Licence) -> String {
	let LicenceTerms { derivatives, commercial, share_alike } = licence.terms;
	let word = |allowed, what: &str| format!("{what}: {}", if allowed { "yes" } else { "no" });
	[
		word(derivatives, "derivatives"),
		word(commercial, "commercial use"),
		word(share_alike, "share alike"),
	]
	.join(", ")
}

fn contribution(
	record: &ContributionRecord<AccountId32>,
	given: Option<&ContributionView<AccountId32>>,
) -> Json {
	json!({
		"id": record.id.0,
		"licence": given.map(|given| readable(&given.licence.spdx)),
		"licence_terms": given.map(|given| terms(&given.licence)),
		"kind": given.map(|given| format!("{:?}", given.kind)),
		"submitted_at": given.map(|given| given.submitted_at),
		"contributor": record.contributor.to_string(),
		"content": record.content,
		"uri": readable(&record.uri),
		"taken_down": record.withdrawn.is_some(),
	})
}

fn of_answer(answer: &Answer, lineage: &Lineage) -> Json {
	let contributors: BTreeMap<ContributionId, &AccountId32> = lineage
		.snapshots
		.iter()
		.flat_map(|snapshot| &snapshot.contributions)
		.map(|record| (record.id, &record.contributor))
		.collect();
	let proved = answer.request.answer.as_ref();
	let shares = proved.iter().flat_map(|proved| &proved.vector.shares).map(|share| {
		json!({
			"contribution": share.contribution.0,
			"contributor": contributors.get(&share.contribution).map(ToString::to_string),
			"share": share.share.deconstruct(),
			"percent": f64::from(share.share.deconstruct()) / 1e7,
			"earned": answer.earned.get(&share.contribution).map(|&earned| Amount(earned).to_string()),
		})
	});
	json!({
		"request": answer.request.id.0,
		"artifact": answer.request.artifact.0,
		"payer": answer.request.payer.to_string(),
		"workers": answer.request.workers.iter().map(ToString::to_string).collect::<Vec<_>>(),
		"question": answer.question,
		"words": answer.words,
		"input_tokens": proved.map(|proved| proved.input_tokens),
		"output_tokens": proved.map(|proved| proved.output_tokens),
		"fee": proved.map(|proved| Amount(proved.fee).to_string()),
		"evidence_root": proved.map(|proved| proved.evidence_root),
		"engine_version": answer.request.engine_version,
		"shares": shares.collect::<Vec<_>>(),
		"residual_percent": proved.map(|proved| f64::from(proved.vector.residual.deconstruct()) / 1e7),
		"spans": answer.spans,
	})
}

fn counts(audit: &Audit) -> Json {
	let count = |outcome| audit.checks.iter().filter(|check| check.outcome == outcome).count();
	json!({
		"holds": count(Outcome::Holds),
		"unknown": count(Outcome::Unknown),
		"fails": count(Outcome::Fails),
	})
}

/// The report as a page that needs nothing else. What comes from strangers is escaped.
///
/// # Errors
/// Those of the template, which is part of this program.
pub fn html(report: &Json) -> Result<String, minijinja::Error> {
	let mut environment = Environment::new();
	environment.add_template("report.html", TEMPLATE)?;
	environment.get_template("report.html")?.render(report)
}

/// The report in lines for a terminal.
pub fn text(report: &Json) -> String {
	let mut lines = Vec::new();
	let plain = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
	let answer = &report["answer"];
	if !answer.is_null() {
		lines.push(format!("request {}, fee {}", answer["request"], plain(&answer["fee"])));
		lines.push(format!("asked:    {}", plain(&answer["question"])));
		lines.push(format!("answered: {}", plain(&answer["words"])));
		for share in answer["shares"].as_array().into_iter().flatten() {
			let percent = share["percent"].as_f64().unwrap_or_default();
			let earned = match &share["earned"] {
				Json::Null => String::new(),
				earned => format!(", earned {}", plain(earned)),
			};
			lines.push(format!(
				"{percent:>8.3} %  contribution {} of {}{earned}",
				share["contribution"],
				plain(&share["contributor"])
			));
		}
	}
	for artifact in report["artifacts"].as_array().into_iter().flatten() {
		lines.push(format!(
			"artifact {}, {} \"{}\", licence {}, trained on snapshots {}",
			artifact["id"],
			plain(&artifact["kind"]),
			plain(&artifact["name"]),
			plain(&artifact["licence"]),
			artifact["trained_on"]
		));
	}
	for snapshot in report["snapshots"].as_array().into_iter().flatten() {
		let contributions = snapshot["contributions"].as_array().map_or(0, Vec::len);
		lines.push(format!(
			"snapshot {} of Datanet {}, version {}: {contributions} contributions",
			snapshot["id"], snapshot["datanet"], snapshot["version"]
		));
	}
	for check in report["checks"].as_array().into_iter().flatten() {
		let outcome = match plain(&check["outcome"]).as_str() {
			"holds" => continue,
			"fails" => "FAILS",
			_ => "not checked",
		};
		lines.push(format!("{outcome}: {}: {}", plain(&check["subject"]), plain(&check["detail"])));
	}
	let counts = &report["counts"];
	lines.push(format!(
		"{} checks hold, {} could not be made, {} fail",
		counts["holds"], counts["unknown"], counts["fails"]
	));
	lines.join("\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	#[test]
	fn page_escapes_what_strangers_wrote() {
		let report = json!({
			"chain": { "genesis": "0x00", "block": 1 },
			"answer": null,
			"artifacts": [{ "id": 1, "name": "<script>alert(1)</script>", "parents": [], "manifest": {} }],
			"datanets": [], "snapshots": [], "evaluations": [], "people": [],
			"documentation": { "asked": [], "elsewhere": [] },
			"graph": {
				"width": 1, "height": 1, "node_width": 1, "node_height": 1, "edges": [],
				"nodes": [{ "id": "a", "kind": "artifact", "lines": ["</text><script>", ""], "x": 0, "y": 0 }],
			},
			"checks": [{ "subject": "a", "outcome": "holds", "detail": "<b>" }],
			"counts": { "holds": 1, "unknown": 0, "fails": 0 },
		});
		let page = html(&report).unwrap();
		assert!(!page.contains("<script>"), "{page}");
		assert!(page.contains("&lt;script&gt;"), "{page}");
	}

	#[test]
	fn text_names_what_fails() {
		let report = json!({
			"checks": [
				{ "subject": "list of snapshot 3", "outcome": "fails", "detail": "another root" },
				{ "subject": "question", "outcome": "holds", "detail": "" },
			],
			"counts": { "holds": 1, "unknown": 0, "fails": 1 },
		});
		let text = text(&report);
		assert!(text.contains("FAILS: list of snapshot 3: another root"), "{text}");
		assert!(!text.contains("question"), "{text}");
	}
}
