// SPDX-License-Identifier: Apache-2.0
//! The graph of a report: from the answer by its artifacts and snapshots to contributions and people, in columns.

use super::{checks::Answer, lineage::Lineage};
use crate::commands::{kind, readable};
use openledger_primitives::ids::ContributionId;
use serde_json::{json, Value as Json};
use std::collections::BTreeMap;

/// The most contributions that are drawn: those with the largest shares.
const DRAWN: usize = 16;
/// Between columns, and between rows, in pixels.
const STEP: (u32, u32) = (230, 64);
/// A node's width and height, in pixels.
const SIZE: (u32, u32) = (190, 44);
/// The longest label, in characters.
const LABEL: usize = 26;

/// Nodes in columns, and edges between them.
#[derive(Default)]
struct Graph {
	columns: Vec<Vec<(String, &'static str, [String; 2])>>,
	edges: Vec<(String, String)>,
}

impl Graph {
	fn add(&mut self, column: usize, id: &str, kind: &'static str, lines: [String; 2]) {
		while self.columns.len() <= column {
			self.columns.push(Vec::new());
		}
		if let Some(nodes) = self.columns.get_mut(column) {
			if nodes.iter().all(|(other, ..)| other != id) {
				nodes.push((id.to_owned(), kind, lines.map(shortened)));
			}
		}
	}

	fn join(&mut self, from: String, to: String) {
		let edge = (from, to);
		if !self.edges.contains(&edge) {
			self.edges.push(edge);
		}
	}

	/// With places, as the page draws it. Edges to what is not drawn are left out.
	fn placed(self) -> Json {
		let used: Vec<_> = self.columns.into_iter().filter(|nodes| !nodes.is_empty()).collect();
		let mut places = BTreeMap::new();
		let mut nodes = Vec::new();
		for (x, column) in (0u32..).zip(&used) {
			for (y, (id, kind, lines)) in (0u32..).zip(column) {
				let (x, y) = (x.saturating_mul(STEP.0), y.saturating_mul(STEP.1));
				places.insert(id.clone(), (x, y));
				nodes.push(json!({ "id": id, "kind": kind, "lines": lines, "x": x, "y": y }));
			}
		}
		let half = SIZE.1 / 2;
		let edges = self.edges.iter().filter_map(|(from, to)| {
			let (from, to) = (places.get(from)?, places.get(to)?);
			// Within a column, from below.
			let start = if from.0 == to.0 { SIZE.0 / 2 } else { SIZE.0 };
			let end = if from.0 == to.0 { SIZE.0 / 2 } else { 0 };
			Some(json!({
				"x1": from.0.saturating_add(start), "y1": from.1.saturating_add(half),
				"x2": to.0.saturating_add(end), "y2": to.1.saturating_add(half),
			}))
		});
		let edges: Vec<_> = edges.collect();
		let rows = used.iter().map(Vec::len).max().unwrap_or_default();
		let columns = u32::try_from(used.len()).unwrap_or(u32::MAX);
		let rows = u32::try_from(rows).unwrap_or(u32::MAX);
		json!({
			"width": columns.saturating_mul(STEP.0),
			"height": rows.saturating_mul(STEP.1),
			"node_width": SIZE.0,
			"node_height": SIZE.1,
			"nodes": nodes,
			"edges": edges,
		})
	}
}

fn shortened(text: String) -> String {
	if text.chars().count() <= LABEL {
		return text;
	}
	let kept: String = text.chars().take(LABEL.saturating_sub(1)).collect();
	format!("{kept}…")
}

/// The graph of a report.
pub fn json(lineage: &Lineage, answer: Option<&Answer>) -> Json {
	let mut graph = Graph::default();
	let shares: BTreeMap<ContributionId, u32> = answer
		.and_then(|answer| answer.request.answer.as_ref())
		.iter()
		.flat_map(|proved| &proved.vector.shares)
		.map(|share| (share.contribution, share.share.deconstruct()))
		.collect();
	if let Some(answer) = answer {
		let id = format!("answer {}", answer.request.id);
		let asked = answer.question.clone().unwrap_or_default();
		graph.add(0, &id, "answer", [id.clone(), asked]);
		graph.join(id, format!("artifact {}", answer.request.artifact));
	}
	for artifact in &lineage.artifacts {
		let id = format!("artifact {}", artifact.id);
		let name = readable(&artifact.name);
		graph.add(1, &id, "artifact", [format!("{} {}", kind(artifact.kind), artifact.id), name]);
		for parent in &artifact.parents {
			graph.join(id.clone(), format!("artifact {}", parent.artifact));
		}
		for snapshot in &artifact.trained_on {
			graph.join(id.clone(), format!("snapshot {snapshot}"));
		}
	}
	let mut ranked: Vec<_> = lineage
		.snapshots
		.iter()
		.flat_map(|snapshot| &snapshot.contributions)
		.filter(|record| record.withdrawn.is_none())
		.map(|record| (std::cmp::Reverse(shares.get(&record.id)), record.id))
		.collect();
	ranked.sort_unstable();
	ranked.dedup();
	let drawn: Vec<_> = ranked.into_iter().take(DRAWN).map(|(_, id)| id).collect();
	for snapshot in &lineage.snapshots {
		let id = format!("snapshot {}", snapshot.id);
		let datanet = snapshot.record.info.datanet;
		let name = lineage.datanets.get(&datanet).map(|datanet| readable(&datanet.name));
		let lines = [id.clone(), format!("of {}", name.unwrap_or_default())];
		graph.add(2, &id, "snapshot", lines);
		for record in &snapshot.contributions {
			if !drawn.contains(&record.id) {
				continue;
			}
			let node = format!("contribution {}", record.id);
			let share = shares
				.get(&record.id)
				.map_or_else(String::new, |&share| format!("{:.1} %", f64::from(share) / 1e7));
			graph.add(3, &node, "contribution", [node.clone(), share]);
			let who = record.contributor.to_string();
			graph.add(4, &who, "person", ["contributor".into(), who.clone()]);
			graph.join(id.clone(), node.clone());
			graph.join(node, who);
		}
	}
	graph.placed()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn edges_lead_from_the_right_side_of_a_node_to_the_left_of_the_next() {
		let mut graph = Graph::default();
		graph.add(0, "a", "answer", ["a".into(), String::new()]);
		graph.add(3, "b", "contribution", ["b".into(), String::new()]);
		graph.join("a".into(), "b".into());
		graph.join("a".into(), "not drawn".into());
		let placed = graph.placed();
		let edge = json!({ "x1": SIZE.0, "y1": SIZE.1 / 2, "x2": STEP.0, "y2": SIZE.1 / 2 });
		assert_eq!(placed["edges"], json!([edge]));
		assert_eq!(placed["width"], 2 * STEP.0);
	}

	#[test]
	fn node_is_drawn_once_and_its_label_shortened() {
		let mut graph = Graph::default();
		for _ in 0..2 {
			graph.add(0, "a", "answer", ["ä".repeat(40), String::new()]);
		}
		let placed = graph.placed();
		let nodes = placed["nodes"].as_array().map_or(0, Vec::len);
		assert_eq!(nodes, 1);
		let label =
			placed["nodes"][0]["lines"][0].as_str().map_or(0, |label| label.chars().count());
		assert_eq!(label, LABEL);
	}
}
