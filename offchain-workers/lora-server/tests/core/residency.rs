// SPDX-License-Identifier: Apache-2.0
//! Adapters in memory: budgets, pins, and loads that many wait for.

mod tier;

use super::fixtures::{bytes, model};
use openledger_lora_server::{
	adapter::{Adapter, AdapterFiles},
	artifacts::keep_adapter,
	engine::{Engine, EngineOptions, GenerationRequest, Payer, Sampling},
	generation::generate,
	residency::{LoadError, PinError, Place, Refusal, Residency, ResidencyOptions},
	store::{Store, StoreError},
};
use openledger_primitives::manifest::{Manifest, ManifestFile};
use polkadot_sdk::sp_core::H256;
use safetensors::SafeTensors;
use std::{fs, num::NonZeroUsize, sync::Arc, time::Duration};
use tempfile::TempDir;

/// Long enough for everything that comes to an end.
const LONG: Duration = Duration::from_secs(60);

/// The files of the `number`th adapter. Their weights are the same, and the manifests are not.
fn files(number: usize) -> AdapterFiles {
	let mut config = bytes("tied", "adapter/adapter_config.json");
	config.extend(vec![b' '; number]);
	AdapterFiles { config, weights: bytes("tied", "adapter/adapter_model.safetensors") }
}

/// What the tensors of each of them take.
fn size() -> u64 {
	let weights = files(0).weights;
	let file = SafeTensors::deserialize(&weights).unwrap();
	let bytes = file.tensors().iter().map(|(_, tensor)| tensor.data().len()).sum::<usize>();
	u64::try_from(bytes).unwrap()
}

struct World {
	store: Store,
	folder: TempDir,
	roots: Vec<H256>,
}

impl World {
	/// A store with `count` adapters.
	fn new(count: usize) -> Self {
		let folder = TempDir::new().unwrap();
		let store = Store::open(folder.path()).unwrap();
		let keep = |number| keep_adapter(&store, &files(number), &[]).unwrap().root;
		let roots = (0..count).map(keep).collect();
		Self { store, folder, roots }
	}

	fn open(&self, options: ResidencyOptions) -> Residency {
		Residency::open(model("tied"), self.store.clone(), options).unwrap()
	}

	/// Room for so many adapters, while one of them is being loaded by the length of its file.
	fn room_for(&self, count: u64) -> ResidencyOptions {
		let slack = u64::try_from(files(0).weights.len()).unwrap() - size();
		ResidencyOptions {
			device_bytes: count * size() + slack,
			host_bytes: 0,
			loads: NonZeroUsize::new(2).unwrap(),
			waiting: 64,
			patience: LONG,
		}
	}

	/// Changes a byte of each file of all adapters.
	fn damage(&self) {
		for file in fs::read_dir(self.folder.path().join("files")).unwrap() {
			let path = file.unwrap().path();
			let mut bytes = fs::read(&path).unwrap();
			*bytes.last_mut().unwrap() ^= 1;
			fs::write(&path, bytes).unwrap();
		}
	}
}

fn place(residency: &Residency, root: H256) -> Place {
	residency.status(root).unwrap().place
}

async fn get(residency: &Residency, root: H256) -> Arc<Adapter> {
	residency.get(root).await.unwrap()
}

#[tokio::test]
async fn adapters_give_way_when_the_budget_is_full_the_longest_unused_first() {
	let world = World::new(4);
	let residency = world.open(world.room_for(2));
	let [a, b, c, d] = world.roots[..] else { panic!("four adapters") };
	for root in [a, b, a, c] {
		get(&residency, root).await;
	}
	let places = [a, b, c].map(|root| place(&residency, root));
	assert_eq!(places, [Place::Device, Place::Disk, Place::Device]);
	assert_eq!(residency.status(d), None);
	let stats = residency.stats();
	assert_eq!((stats.hits, stats.misses, stats.loads, stats.evictions), (1, 3, 3, 1));
	assert_eq!((stats.device.adapters, stats.device.bytes), (2, 2 * size()));
	assert_eq!((stats.known, stats.loading), (3, 0));
	let listed = residency.list(2);
	assert_eq!(listed.iter().map(|status| status.root).collect::<Vec<_>>(), [c, a]);
	assert_eq!((listed[0].requests, listed[1].requests), (1, 2));
	assert!(listed.iter().all(|status| status.last_used.is_some() && !status.in_use));
}

#[tokio::test]
async fn budget_holds_when_more_adapters_are_used_at_once_than_it_has_room_for() {
	let world = World::new(8);
	let residency = world.open(world.room_for(2));
	let mut users = tokio::task::JoinSet::new();
	for user in 0..40 {
		let (residency, root) = (residency.clone(), world.roots[user * 5 % 8]);
		users.spawn(async move {
			let adapter = get(&residency, root).await;
			let stats = residency.stats();
			assert!(stats.device.bytes <= stats.device.budget_bytes);
			assert!(residency.status(root).unwrap().in_use);
			tokio::task::yield_now().await;
			drop(adapter);
		});
	}
	users.join_all().await;
	let stats = residency.stats();
	assert_eq!(stats.device.held_bytes, 0);
	assert_eq!(stats.hits + stats.misses, 40);
	assert_eq!(stats.loads - stats.evictions, 2);
}

#[tokio::test]
async fn adapter_is_loaded_once_when_many_ask_for_it_at_once() {
	let world = World::new(1);
	let residency = world.open(world.room_for(1));
	let asked = (0..16).map(|_| residency.get(world.roots[0]));
	let adapters = futures_util::future::join_all(asked).await;
	let first = adapters[0].as_ref().unwrap();
	assert!(adapters.iter().all(|adapter| Arc::ptr_eq(adapter.as_ref().unwrap(), first)));
	assert_eq!((residency.stats().loads, residency.stats().misses), (1, 16));
}

#[tokio::test]
async fn load_goes_on_when_nobody_waits_for_it_any_more() {
	let world = World::new(1);
	let residency = world.open(world.room_for(1));
	residency.prefetch(world.roots[0]);
	residency.prefetch(world.roots[0]);
	get(&residency, world.roots[0]).await;
	assert_eq!(residency.stats().loads, 1);
}

#[tokio::test]
async fn load_waits_until_an_adapter_in_use_is_given_back() {
	let world = World::new(2);
	let residency = world.open(world.room_for(1));
	let used = get(&residency, world.roots[0]).await;
	let waiting = tokio::spawn({
		let (residency, root) = (residency.clone(), world.roots[1]);
		async move { get(&residency, root).await }
	});
	while residency.stats().loading == 0 {
		tokio::task::yield_now().await;
	}
	assert!(!waiting.is_finished());
	drop(used);
	waiting.await.unwrap();
	assert_eq!(place(&residency, world.roots[0]), Place::Disk);
}

#[tokio::test]
async fn load_is_refused_by_name_when_the_adapters_in_use_leave_no_room() {
	let world = World::new(2);
	let patience = Duration::from_millis(20);
	let residency = world.open(ResidencyOptions { patience, ..world.room_for(1) });
	let used = get(&residency, world.roots[0]).await;
	let refused = residency.get(world.roots[1]).await.err().unwrap();
	assert!(matches!(*refused, LoadError::Crowded { refusal: Refusal::InUse { .. }, .. }));
	assert!(refused.is_busy() && refused.passes(), "{refused}");
	assert_eq!(residency.stats().failed_loads, 1);
	drop(used);
	get(&residency, world.roots[1]).await;
}

#[tokio::test]
async fn load_is_refused_by_name_when_too_many_are_waiting() {
	let world = World::new(3);
	let residency = world.open(ResidencyOptions { waiting: 1, ..world.room_for(1) });
	let used = get(&residency, world.roots[0]).await;
	residency.prefetch(world.roots[1]);
	let refused = residency.get(world.roots[2]).await.err().unwrap();
	assert!(matches!(*refused, LoadError::Busy) && refused.is_busy(), "{refused}");
	drop(used);
	get(&residency, world.roots[1]).await;
}

#[tokio::test]
async fn adapter_is_refused_by_name_when_it_is_larger_than_the_budget() {
	let world = World::new(1);
	let residency = world.open(ResidencyOptions { device_bytes: 100, ..world.room_for(1) });
	let refused = residency.get(world.roots[0]).await.err().unwrap();
	assert!(matches!(*refused, LoadError::NoRoom(Refusal::TooLarge { budget: 100, .. })));
	assert!(!refused.is_busy(), "{refused}");
}

#[tokio::test]
async fn pinned_adapter_never_gives_way() {
	let world = World::new(4);
	let residency = world.open(world.room_for(2));
	residency.pin(world.roots[0]).await.unwrap();
	for &root in &world.roots {
		get(&residency, root).await;
	}
	assert_eq!(place(&residency, world.roots[0]), Place::Device);
	assert_eq!(residency.stats().device.pinned_bytes, size());
	residency.unpin(world.roots[0]).await.unwrap();
	for &root in &world.roots[1..] {
		get(&residency, root).await;
	}
	assert_eq!(place(&residency, world.roots[0]), Place::Disk);
}

#[tokio::test]
async fn pin_is_refused_when_the_pinned_adapters_fill_the_budget() {
	let world = World::new(2);
	let residency = world.open(world.room_for(1));
	residency.pin(world.roots[0]).await.unwrap();
	let refused = residency.pin(world.roots[1]).await.unwrap_err();
	let PinError::Load { root, source } = refused else { panic!("{refused}") };
	assert_eq!(root, world.roots[1]);
	assert!(matches!(*source, LoadError::NoRoom(Refusal::Pinned { .. })), "{source}");
	assert!(residency.status(world.roots[1]).is_none());
	assert_eq!(residency.stats().device.adapters, 1);
}

#[tokio::test]
async fn pins_are_kept_over_a_restart() {
	let world = World::new(2);
	let residency = world.open(world.room_for(2));
	residency.pin(world.roots[0]).await.unwrap();
	residency.pin(world.roots[1]).await.unwrap();
	residency.unpin(world.roots[1]).await.unwrap();
	drop(residency);
	let residency = world.open(world.room_for(2));
	assert!(residency.status(world.roots[0]).unwrap().pinned);
	assert_eq!(residency.status(world.roots[1]), None);
	residency.prefetch_pinned();
	get(&residency, world.roots[0]).await;
	let stats = residency.stats();
	assert_eq!((stats.loads, stats.device.pinned_bytes), (1, size()));
}

#[tokio::test]
async fn nothing_is_pinned_when_the_list_of_pins_is_damaged() {
	let world = World::new(1);
	world.open(world.room_for(1)).pin(world.roots[0]).await.unwrap();
	let list = world.folder.path().join("adapters/pinned.json");
	let text = fs::read_to_string(&list).unwrap();
	fs::write(&list, &text[..text.len() / 2]).unwrap();
	let residency = world.open(world.room_for(1));
	assert!(residency.list(10).is_empty());
	assert!(!list.exists() && world.folder.path().join("damaged/pinned.json").exists());
}

#[tokio::test]
async fn pinned_adapter_is_not_unloaded() {
	let world = World::new(1);
	let residency = world.open(world.room_for(1));
	assert!(matches!(residency.unload(world.roots[0]), Err(PinError::Unknown(_))));
	residency.pin(world.roots[0]).await.unwrap();
	assert!(matches!(residency.unload(world.roots[0]), Err(PinError::Pinned(_))));
	assert_eq!(place(&residency, world.roots[0]), Place::Device);
}

#[tokio::test]
async fn adapter_that_is_unloaded_in_use_goes_when_it_is_given_back() {
	let world = World::new(1);
	let residency = world.open(world.room_for(1));
	let used = get(&residency, world.roots[0]).await;
	residency.unload(world.roots[0]).unwrap();
	let status = residency.status(world.roots[0]).unwrap();
	assert_eq!((status.place, status.in_use, status.leaving), (Place::Device, true, true));
	drop(used);
	assert_eq!(place(&residency, world.roots[0]), Place::Disk);
	assert_eq!(residency.stats().device.bytes, 0);
	get(&residency, world.roots[0]).await;
}

#[tokio::test]
async fn load_that_fails_midway_leaves_no_place_taken_and_is_tried_again() {
	let world = World::new(1);
	let residency = world.open(world.room_for(1));
	let files = files(0);
	let weights = ManifestFile::of("adapter_model.safetensors", &files.weights);
	fs::remove_file(world.folder.path().join("files").join(hex::encode(weights.hash))).unwrap();
	let refused = residency.get(world.roots[0]).await.err().unwrap();
	assert!(refused.is_missing() && refused.passes(), "{refused}");
	let stats = residency.stats();
	assert_eq!((stats.failed_loads, stats.device.bytes, stats.loading), (1, 0, 0));
	world.store.put_file(&files.weights).unwrap();
	get(&residency, world.roots[0]).await;
}

#[tokio::test]
async fn adapter_damaged_on_the_disk_answers_from_memory_and_is_not_loaded_again() {
	let world = World::new(1);
	let residency = world.open(world.room_for(1));
	get(&residency, world.roots[0]).await;
	world.damage();
	get(&residency, world.roots[0]).await;
	residency.unload(world.roots[0]).unwrap();
	let refused = residency.get(world.roots[0]).await.err().unwrap();
	assert!(matches!(*refused, LoadError::Store(StoreError::Damaged { .. })), "{refused}");
	keep_adapter(&world.store, &files(0), &[]).unwrap();
	get(&residency, world.roots[0]).await;
}

#[tokio::test]
async fn adapter_is_refused_by_name_when_its_files_are_none() {
	let world = World::new(0);
	let residency = world.open(world.room_for(2));
	let AdapterFiles { config, weights } = files(0);
	let manifest = |entries: &[ManifestFile]| {
		let manifest = Manifest::new(entries.to_vec()).unwrap().to_bytes();
		world.store.put_content(&manifest).unwrap().root
	};
	world.store.put_file(&config).unwrap();
	world.store.put_file(&weights).unwrap();
	let config = ManifestFile::of("adapter_config.json", &config);
	let weights = ManifestFile::of("adapter_model.safetensors", &weights);

	let refused = residency.get(manifest(std::slice::from_ref(&config))).await.err().unwrap();
	assert!(matches!(*refused, LoadError::FileNotNamed("adapter_model.safetensors")));
	let lie = ManifestFile { length: weights.length + 1, ..weights.clone() };
	let refused = residency.get(manifest(&[config.clone(), lie])).await.err().unwrap();
	assert!(matches!(*refused, LoadError::FileLength { .. }), "{refused}");
	let swapped = ManifestFile { name: config.name, ..weights.clone() };
	let refused = residency.get(manifest(&[swapped, weights])).await.err().unwrap();
	assert!(matches!(*refused, LoadError::Adapter(_)) && !refused.passes(), "{refused}");
	assert_eq!(residency.stats().device.bytes, 0);
}

#[tokio::test]
async fn adapter_unloaded_while_the_engine_uses_it_goes_when_the_answer_ends() {
	let world = World::new(1);
	let residency = world.open(world.room_for(1));
	let engine = Engine::start(model("tied"), EngineOptions::default()).unwrap();
	let request = GenerationRequest {
		payer: Payer::local(),
		prompt: vec![1, 2, 3],
		adapters: get(&residency, world.roots[0]).await.into(),
		max_tokens: 40,
		sampling: Sampling::GREEDY,
		stop: Vec::new(),
	};
	let answering = generate(&engine, request);
	residency.unload(world.roots[0]).unwrap();
	assert_eq!(answering.await.unwrap().tokens.len(), 40);
	// The engine lets go of a row soon after it told of its end.
	while place(&residency, world.roots[0]) != Place::Disk {
		tokio::task::yield_now().await;
	}
	assert_eq!(residency.stats().device.bytes, 0);
}

#[tokio::test]
async fn adapter_comes_back_from_the_hosts_memory_when_the_disk_has_lost_it() {
	let world = World::new(2);
	let residency = world.open(ResidencyOptions { host_bytes: 1 << 20, ..world.room_for(1) });
	get(&residency, world.roots[0]).await;
	get(&residency, world.roots[1]).await;
	assert_eq!(place(&residency, world.roots[0]), Place::Host);
	fs::remove_dir_all(world.folder.path().join("files")).unwrap();
	get(&residency, world.roots[0]).await;
	let stats = residency.stats();
	assert_eq!((stats.loads, stats.host_loads, stats.host.adapters), (3, 1, 2));
	// Taken out of the memory, it is in neither.
	residency.unload(world.roots[0]).unwrap();
	assert_eq!(place(&residency, world.roots[0]), Place::Disk);
}

#[tokio::test]
async fn copies_give_way_when_the_hosts_budget_is_full() {
	let world = World::new(2);
	let file = u64::try_from(files(1).weights.len() + files(1).config.len()).unwrap();
	let residency = world.open(ResidencyOptions { host_bytes: file, ..world.room_for(2) });
	get(&residency, world.roots[0]).await;
	get(&residency, world.roots[1]).await;
	let stats = residency.stats();
	assert_eq!((stats.host.adapters, stats.host.bytes, stats.host_evictions), (1, file, 1));
}
