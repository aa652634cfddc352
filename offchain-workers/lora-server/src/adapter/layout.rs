// SPDX-License-Identifier: Apache-2.0
//! Which modules of a model have a pair of matrices, and what rank and scale it has.

use super::{AdapterConfig, AdapterError};
use crate::model::{Family, ModelConfig, Projection};
use std::collections::BTreeSet;

/// The modules of a model that an adapter has a pair for.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
	family: Family,
	/// By layer, then by [`Projection::index`].
	layers: Vec<[Option<Module>; Projection::COUNT]>,
}

/// A module's pair.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Module {
	pub(super) rank: u32,
	/// What the product of the pair is multiplied by.
	pub(super) scale: f64,
}

impl Layout {
	/// The same rank and scale everywhere.
	pub fn uniform(config: &AdapterConfig, model: &ModelConfig) -> Self {
		let module = Module { rank: config.rank, scale: config.scale() };
		let mut layer = [None; Projection::COUNT];
		for (projection, _) in model.family.modules() {
			if config.targets.contains(projection) {
				layer[projection.index()] = Some(module);
			}
		}
		Self { family: model.family, layers: vec![layer; model.layers] }
	}

	/// What `module` says of each module of a model by its path: rank and scale, or none.
	pub(super) fn resolve(
		model: &ModelConfig,
		module: impl Fn(&str) -> Result<Option<(u32, f64)>, AdapterError>,
	) -> Result<Self, AdapterError> {
		let family = model.family;
		let mut layers = vec![[None; Projection::COUNT]; model.layers];
		for (index, layer) in layers.iter_mut().enumerate() {
			for (projection, part) in family.modules() {
				layer[projection.index()] =
					module(&family.path(index, part))?.map(|(rank, scale)| Module { rank, scale });
			}
		}
		Ok(Self { family, layers })
	}

	pub(super) fn of_ranks(
		family: Family,
		layers: impl Iterator<Item = [Option<u32>; Projection::COUNT]>,
		scale: f64,
	) -> Self {
		let module = |rank: Option<u32>| rank.map(|rank| Module { rank, scale });
		Self { family, layers: layers.map(|ranks| ranks.map(module)).collect() }
	}

	pub(super) fn family(&self) -> Family {
		self.family
	}

	pub(super) fn layers(&self) -> &[[Option<Module>; Projection::COUNT]] {
		&self.layers
	}

	/// The modules that have a pair in some layer.
	pub(super) fn targets(&self) -> Vec<Projection> {
		let present = |projection: &Projection| {
			self.layers.iter().any(|layer| layer[projection.index()].is_some())
		};
		Projection::ALL.into_iter().filter(present).collect()
	}

	/// The rank of each pair, by the module's path.
	pub(super) fn ranks(&self) -> impl Iterator<Item = (String, u32)> + '_ {
		self.pairs().map(|(path, module)| (path, module.rank))
	}

	/// What `target_modules` says: the ends of paths where they mean just the modules that have a
	/// pair, and else the paths.
	pub(super) fn target_modules(&self) -> Vec<String> {
		let paths: Vec<_> = self.pairs().map(|(path, _)| path).collect();
		let last = |part: &str| part.rsplit('.').next().unwrap_or(part).to_owned();
		let ends: BTreeSet<String> = paths.iter().map(|path| last(path)).collect();
		let meant = self.family.modules().iter().filter(|(_, part)| ends.contains(&last(part)));
		if meant.count() * self.layers.len() == paths.len() {
			ends.into_iter().collect()
		} else {
			paths
		}
	}

	fn pairs(&self) -> impl Iterator<Item = (String, Module)> + '_ {
		self.layers.iter().enumerate().flat_map(move |(index, layer)| {
			self.family.modules().iter().filter_map(move |(projection, part)| {
				layer[projection.index()].map(|module| (self.family.path(index, part), module))
			})
		})
	}
}

/// The paths of all linear modules of a model's layers.
pub(super) fn paths(model: &ModelConfig) -> impl Iterator<Item = String> + '_ {
	(0..model.layers).flat_map(move |layer| {
		model.family.modules().iter().map(move |(_, part)| model.family.path(layer, part))
	})
}
