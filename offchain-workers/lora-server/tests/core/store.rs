// SPDX-License-Identifier: Apache-2.0
//! Bytes by their hash: quotas, uploads, collection, and an object store behind the folder.

use futures_util::TryStreamExt;
use object_store::{memory::InMemory, path::Path as ObjectPath, ObjectStore, ObjectStoreExt};
use openledger_lora_server::store::{
	Collected, Kind, Remote, Store, StoreError, StoreOptions, MAX_FILE_LEN,
};
use openledger_primitives::{
	commitment::{CommitmentError, ContentCommitment},
	manifest::{Manifest, ManifestFile},
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::traits::{BlakeTwo256, Hash},
};
use proptest::prelude::*;
use std::{
	collections::BTreeSet,
	fs::{self, File},
	path::{Path, PathBuf},
	sync::Arc,
	thread,
	time::{Duration, SystemTime},
};
use tempfile::TempDir;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

struct World {
	folder: TempDir,
	objects: Arc<InMemory>,
}

impl World {
	fn new() -> Self {
		Self { folder: TempDir::new().unwrap(), objects: Arc::new(InMemory::new()) }
	}

	fn local(&self, limit: Option<u64>) -> Store {
		Store::open_with(self.folder.path(), StoreOptions { limit, remote: None }).unwrap()
	}

	fn behind(&self, limit: Option<u64>) -> Store {
		let objects: Arc<dyn ObjectStore> = self.objects.clone();
		let remote = Remote::over(objects, ObjectPath::from("a/prefix"), "memory").unwrap();
		let options = StoreOptions { limit, remote: Some(remote) };
		Store::open_with(self.folder.path(), options).unwrap()
	}

	fn path(&self, kind: &str, hash: H256) -> PathBuf {
		self.folder.path().join(kind).join(hex::encode(hash))
	}

	fn staged(&self) -> usize {
		fs::read_dir(self.folder.path().join("incoming")).unwrap().count()
	}

	/// The names of all objects.
	fn objects(&self) -> BTreeSet<String> {
		let all = self.objects.list(None).map_ok(|object| object.location.to_string());
		block_on(all.try_collect()).unwrap()
	}
}

fn block_on<T>(future: impl std::future::Future<Output = T>) -> T {
	tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn age(path: &Path, by: Duration) {
	let file = File::options().write(true).open(path).unwrap();
	file.set_modified(SystemTime::now() - by).unwrap();
}

fn nothing() -> Result<BTreeSet<H256>, StoreError> {
	Ok(BTreeSet::new())
}

fn object(kind: &str, hash: H256) -> String {
	format!("a/prefix/{kind}/{}", hex::encode(hash))
}

#[test]
fn upload_has_the_hash_of_all_its_pieces_when_they_come_one_by_one() {
	let world = World::new();
	let store = world.local(None);
	let bytes = (0..40_000u32).flat_map(u32::to_le_bytes).collect::<Vec<_>>();
	for kind in Kind::ALL {
		let mut upload = store.upload(kind).unwrap();
		for piece in bytes.chunks(7_001) {
			upload.write(piece).unwrap();
		}
		let stored = upload.finish().unwrap();
		assert_eq!(stored.length, 160_000);
		let expected = match kind {
			Kind::Content => ContentCommitment::of(&bytes).unwrap().root,
			Kind::File => BlakeTwo256::hash(&bytes),
		};
		assert_eq!(stored.hash, expected);
	}
	assert_eq!((world.staged(), store.quota().used()), (0, 320_000));
}

#[test]
fn nothing_stays_when_an_upload_is_dropped() {
	let world = World::new();
	let store = world.local(Some(1_000));
	let mut upload = store.upload(Kind::File).unwrap();
	upload.write(&[1; 900]).unwrap();
	assert_eq!((world.staged(), store.quota().used()), (1, 900));
	drop(upload);
	assert_eq!((world.staged(), store.quota().used()), (0, 0));
	store.put_file(&[2; 1_000]).unwrap();
}

#[test]
fn upload_is_refused_by_name_when_it_is_empty_or_longer_than_its_kind() {
	let world = World::new();
	let store = world.local(None);
	for kind in Kind::ALL {
		let empty = store.upload(kind).unwrap().finish();
		assert!(matches!(empty, Err(StoreError::Empty)), "{empty:?}");
	}
	let mut upload = store.upload(Kind::Content).unwrap();
	upload.write(&vec![0; 5 * 1024 * 1024]).unwrap();
	let long = upload.write(&[0]);
	let expected = CommitmentError::ContentTooLong;
	assert!(matches!(long, Err(StoreError::Commitment(found)) if found == expected), "{long:?}");
	drop(upload);
	let mut upload = store.upload(Kind::File).unwrap();
	// Said before it is written.
	let long = upload.write(&vec![0; 256 * 1024 * 1024 + 1]);
	assert!(matches!(long, Err(StoreError::TooLong { limit: MAX_FILE_LEN, .. })), "{long:?}");
	assert!(!long.unwrap_err().passes());
}

#[test]
fn store_is_full_when_its_limit_is_reached_and_takes_more_when_something_is_gone() {
	let world = World::new();
	let store = world.local(Some(1_000));
	let first = store.put_content(&[1; 600]).unwrap();
	let full = store.put_file(&[2; 401]);
	assert!(matches!(full, Err(StoreError::Full { limit: 1_000 })), "{full:?}");
	assert!(full.as_ref().is_err_and(|error| error.passes() && error.is_full()));
	assert_eq!((world.staged(), store.quota().used()), (0, 600));
	store.put_file(&[2; 400]).unwrap();
	assert_eq!(store.quota().used(), 1_000);
	// What is here already needs no room.
	store.put_file(&[2; 400]).unwrap();
	assert_eq!(store.put_content(&[1; 600]).unwrap(), first);

	// Damaged bytes are not counted once they are set aside.
	fs::write(world.path("content", first.root), "other").unwrap();
	assert!(matches!(store.content(&first), Err(StoreError::Damaged { .. })));
	drop(store);
	let store = world.local(Some(1_000));
	assert_eq!(store.quota().used(), 400);
	store.put_content(&[1; 600]).unwrap();
}

#[test]
fn bytes_are_counted_once_when_many_store_them_at_once() {
	let world = World::new();
	let store = world.local(None);
	thread::scope(|scope| {
		for number in 0..8u8 {
			let store = &store;
			scope.spawn(move || {
				store.put_content(&[7; 5_000]).unwrap();
				store.put_content(&[number; 100]).unwrap();
			});
		}
	});
	assert_eq!(store.quota().used(), 5_000 + 8 * 100);
	assert_eq!(world.staged(), 0);
}

#[test]
fn good_bytes_stay_when_a_damaged_file_is_found_and_replaced_at_once() {
	let world = World::new();
	let store = world.local(None);
	let wanted = store.put_content(&[9; 200_000]).unwrap();
	for _ in 0..8 {
		fs::write(world.path("content", wanted.root), "damaged").unwrap();
		thread::scope(|scope| {
			let reading = scope.spawn(|| store.content(&wanted));
			let writing = scope.spawn(|| store.put_content(&[9; 200_000]));
			writing.join().unwrap().unwrap();
			// Refused or whole, as it comes.
			let _ = reading.join().unwrap();
		});
		assert_eq!(store.content(&wanted).unwrap(), [9; 200_000]);
	}
}

#[test]
fn pins_are_there_when_the_store_is_opened_again() {
	let world = World::new();
	let store = world.local(None);
	let roots = [1u8, 2, 3].map(|byte| store.put_content(&[byte]).unwrap().root);
	for root in roots {
		store.pin(root).unwrap();
		store.pin(root).unwrap();
	}
	assert!(store.unpin(roots[1]).unwrap());
	assert!(!store.unpin(roots[1]).unwrap());
	drop(store);
	let store = world.local(None);
	let mut left = vec![roots[0], roots[2]];
	left.sort();
	assert_eq!(store.pinned(None, 10), left);
	assert_eq!(store.pinned(None, 1), left[..1]);
	assert_eq!(store.pinned(Some(left[0]), 10), left[1..]);
}

#[test]
fn pin_is_refused_when_the_content_is_not_here() {
	let world = World::new();
	let store = world.local(None);
	let root = H256::repeat_byte(3);
	assert!(matches!(store.pin(root), Err(StoreError::Missing { .. })));
	assert!(store.pinned(None, 10).is_empty());
}

#[test]
fn collection_leaves_alone_what_is_new_held_pinned_used_or_named_and_removes_the_rest() {
	let world = World::new();
	let store = world.local(None);
	let content = |byte: u8| store.put_content(&[byte; 10]).unwrap().root;
	let [lost, new, held, pinned, used] = [1, 2, 3, 4, 5].map(content);
	let file = |byte: u8| ManifestFile::of("weights.bin", &[byte; 20]);
	let manifest = |file: ManifestFile| {
		let manifest = Manifest::new([file]).unwrap();
		store.put_content(&manifest.to_bytes()).unwrap().root
	};
	let (kept_file, lost_file) = (file(1), file(2));
	for byte in [1, 2] {
		store.put_file(&[byte; 20]).unwrap();
	}
	let (kept_manifest, lost_manifest) = (manifest(kept_file.clone()), manifest(lost_file.clone()));
	store.pin(pinned).unwrap();
	store.pin(kept_manifest).unwrap();
	store.use_contents(H256::repeat_byte(1), [used]).unwrap();
	for root in [lost, held, pinned, used, kept_manifest, lost_manifest] {
		age(&world.path("content", root), 3 * DAY);
	}
	for hash in [kept_file.hash, lost_file.hash] {
		age(&world.path("files", hash), 3 * DAY);
	}
	// Somebody else's file has no name of ours.
	fs::write(world.folder.path().join("content/notes"), "mine").unwrap();

	let before = store.quota().used();
	let collect = |dry| store.collect(|| Ok(BTreeSet::from([held])), DAY, dry).unwrap();
	let planned = collect(true);
	assert_eq!(store.quota().used(), before);
	assert_eq!((planned.kept.count, planned.removed.count), (6, 3));
	assert_eq!(collect(false), planned);
	assert_eq!(store.quota().used(), before - planned.removed.bytes);
	for root in [new, held, pinned, used, kept_manifest] {
		store.content_of(root).unwrap();
	}
	store.file(&kept_file).unwrap();
	for root in [lost, lost_manifest] {
		assert!(matches!(store.content_of(root), Err(StoreError::Missing { .. })));
	}
	assert!(matches!(store.file(&lost_file), Err(StoreError::Missing { .. })));
	assert_eq!(fs::read(world.folder.path().join("content/notes")).unwrap(), b"mine");
	assert_eq!(collect(false).removed, Default::default());
}

#[test]
fn content_stays_when_it_is_stored_again_before_it_is_collected() {
	let world = World::new();
	let store = world.local(None);
	let stored = store.put_content(b"twice").unwrap();
	age(&world.path("content", stored.root), 3 * DAY);
	store.put_content(b"twice").unwrap();
	assert_eq!(store.collect(nothing, DAY, false).unwrap().removed.count, 0);
	assert_eq!(store.content(&stored).unwrap(), b"twice");
}

#[test]
fn contributions_are_collected_when_their_snapshots_were_not_used_for_long_enough() {
	let world = World::new();
	let store = world.local(None);
	let stored = store.put_content(b"a contribution").unwrap();
	age(&world.path("content", stored.root), 3 * DAY);
	let name = H256::repeat_byte(8);
	assert!(!store.use_again(name).unwrap());
	store.use_contents(name, [stored.root]).unwrap();
	age(&world.path("uses", name), 3 * DAY);
	assert!(store.use_again(name).unwrap());
	assert_eq!(store.collect(nothing, DAY, false).unwrap().removed.count, 0);
	age(&world.path("uses", name), 3 * DAY);
	assert_eq!(store.collect(nothing, DAY, false).unwrap().removed.count, 1);
	assert!(!store.use_again(name).unwrap());
}

#[test]
fn nothing_is_removed_when_what_is_held_cannot_be_told() {
	let world = World::new();
	let store = world.local(None);
	let stored = store.put_content(b"held by somebody").unwrap();
	age(&world.path("content", stored.root), 3 * DAY);
	let refused = store.collect(|| Err(StoreError::Empty), DAY, false);
	assert!(matches!(refused, Err(StoreError::Empty)));
	store.content(&stored).unwrap();
}

#[test]
fn acknowledged_uploads_are_there_when_a_collection_runs_beside_them() {
	let world = World::new();
	let store = world.local(None);
	for byte in 0..20u8 {
		let stored = store.put_content(&[byte; 300]).unwrap();
		age(&world.path("content", stored.root), 3 * DAY);
	}
	thread::scope(|scope| {
		let storing = scope.spawn(|| {
			(0..20u8).map(|byte| store.put_content(&[byte; 300]).unwrap()).collect::<Vec<_>>()
		});
		for _ in 0..10 {
			store.collect(nothing, DAY, false).unwrap();
		}
		for stored in storing.join().unwrap() {
			store.content(&stored).unwrap();
		}
	});
}

/// What there is in a random store: contents by a byte, manifests that name some of the files.
#[derive(Clone, Debug)]
struct Plan {
	contents: Vec<Item>,
	files: Vec<Item>,
	manifests: Vec<(Item, Vec<usize>)>,
}

#[derive(Clone, Copy, Debug)]
struct Item {
	old: bool,
	pinned: bool,
	held: bool,
	used: bool,
}

fn item() -> impl Strategy<Value = Item> {
	(prop::bool::weighted(0.8), prop::array::uniform3(prop::bool::weighted(0.2)))
		.prop_map(|(old, [pinned, held, used])| Item { old, pinned, held, used })
}

fn plan() -> impl Strategy<Value = Plan> {
	let names = prop::collection::vec(0..4usize, 1..4);
	(
		prop::collection::vec(item(), 0..5),
		prop::collection::vec(item(), 4),
		prop::collection::vec((item(), names), 0..4),
	)
		.prop_map(|(contents, files, manifests)| Plan { contents, files, manifests })
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	/// The twin asks of each single thing whether anything at all wants it.
	#[test]
	fn collection_removes_what_the_naive_twin_does_not_reach(plan in plan(), remote: bool) {
		let world = World::new();
		let store = if remote { world.behind(None) } else { world.local(None) };
		let mut held = BTreeSet::new();
		let mut used = Vec::new();
		let mut all = Vec::new();
		let mut files = Vec::new();
		for (number, item) in plan.files.iter().enumerate() {
			let file = ManifestFile::of(&format!("f{number}"), &[number as u8; 30]);
			store.put_file(&[number as u8; 30]).unwrap();
			if item.held {
				held.insert(file.hash);
			}
			all.push(("files", file.hash, *item));
			files.push(file);
		}
		let plain = plan.contents.iter().enumerate()
			.map(|(number, item)| (*item, vec![number as u8; 9], Vec::new()));
		let manifests = plan.manifests.iter().map(|(item, names)| {
			let names = names.iter().copied().collect::<BTreeSet<_>>();
			let named = names.iter().map(|name| files[*name].clone()).collect::<Vec<_>>();
			(*item, Manifest::new(named.clone()).unwrap().to_bytes(), named)
		});
		let mut contents = Vec::new();
		for (item, bytes, named) in plain.chain(manifests) {
			let root = store.put_content(&bytes).unwrap().root;
			if item.pinned {
				store.pin(root).unwrap();
			}
			if item.held {
				held.insert(root);
			}
			used.extend(item.used.then_some(root));
			all.push(("content", root, item));
			contents.push((root, item, named));
		}
		store.use_contents(H256::zero(), used).unwrap();
		for (kind, hash, item) in &all {
			// The same manifest may be there twice, old and new: the last one wins, as in the twin below.
			age(&world.path(kind, *hash), if item.old { 3 * DAY } else { Duration::ZERO });
		}
		let is_old = |hash: H256| all.iter().rev().find(|(_, found, _)| *found == hash).unwrap().2.old;
		let wanted = |root: H256| !is_old(root)
			|| contents.iter().any(|(found, item, _)| *found == root
				&& (item.pinned || item.held || item.used));
		let expected = all.iter().filter(|(kind, hash, item)| match *kind {
			"content" => wanted(*hash),
			_ => !item.old || item.held || contents.iter().any(|(root, _, named)| {
				wanted(*root) && named.iter().any(|file| file.hash == *hash)
			}),
		}).map(|(kind, hash, _)| (*kind, *hash)).collect::<BTreeSet<_>>();
		let everything = all.iter().map(|(kind, hash, _)| (*kind, *hash)).collect::<BTreeSet<_>>();

		let collected = store.collect(|| Ok(held), DAY, false).unwrap();
		if remote {
			// An object is as young as its upload, which was just now.
			prop_assert_eq!(collected.removed.count, 0);
		} else {
			let left = everything.iter().filter(|(kind, hash)| world.path(kind, *hash).exists());
			prop_assert_eq!(left.copied().collect::<BTreeSet<_>>(), expected.clone());
			prop_assert_eq!(collected.kept.count, expected.len() as u64);
			prop_assert_eq!(collected.removed.count, (everything.len() - expected.len()) as u64);
		}
	}
}

#[test]
fn bytes_are_in_the_object_store_when_they_are_acknowledged() {
	let world = World::new();
	let store = world.behind(None);
	let content = store.put_content(b"both").unwrap();
	let long = vec![5u8; 20 * 1024 * 1024];
	let file = store.put_file(&long).unwrap();
	assert_eq!(world.objects(), [object("content", content.root), object("files", file)].into());
	let found = block_on(async {
		let path = ObjectPath::from(object("files", file));
		world.objects.get(&path).await.unwrap().bytes().await.unwrap()
	});
	assert!(found == long, "the parts are put together in order");
}

#[test]
fn bytes_come_from_the_object_store_when_the_folder_has_none_or_damaged_ones() {
	let world = World::new();
	let store = world.behind(None);
	let content = store.put_content(b"far away").unwrap();
	let path = world.path("content", content.root);
	fs::remove_file(&path).unwrap();
	assert_eq!(store.content(&content).unwrap(), b"far away");
	assert_eq!(fs::read(&path).unwrap(), b"far away");
	fs::write(&path, "changed").unwrap();
	assert_eq!(store.content(&content).unwrap(), b"far away");
}

#[test]
fn damaged_object_is_set_aside_when_it_is_read() {
	let world = World::new();
	let store = world.behind(None);
	let content = store.put_content(b"far away").unwrap();
	fs::remove_file(world.path("content", content.root)).unwrap();
	let path = ObjectPath::from(object("content", content.root));
	block_on(world.objects.put(&path, "truncat".into())).unwrap();
	let damaged = store.content(&content);
	assert!(matches!(damaged, Err(StoreError::Damaged { .. })), "{damaged:?}");
	assert_eq!(world.objects(), [object("damaged", content.root)].into());
	assert!(matches!(store.content(&content), Err(StoreError::Missing { .. })));
	assert_eq!(world.staged(), 0);
	store.put_content(b"far away").unwrap();
	assert_eq!(store.content(&content).unwrap(), b"far away");
}

#[test]
fn folder_makes_room_when_the_object_store_has_everything() {
	let world = World::new();
	// From before there was an object store: it is sent there before it leaves the folder.
	let early = world.local(None).put_content(&[0; 400]).unwrap();
	age(&world.path("content", early.root), DAY);
	let store = world.behind(Some(1_000));
	let stored = [1u8, 2, 3, 4].map(|byte| store.put_content(&[byte; 400]).unwrap());
	assert!(store.quota().used() <= 1_000);
	for (byte, content) in (0u8..).zip([early].iter().chain(&stored)) {
		assert_eq!(store.content(content).unwrap(), [byte; 400]);
		assert!(store.quota().used() <= 1_000);
	}
	assert_eq!(world.objects().len(), 5);
	let long = store.put_file(&[1; 1_001]);
	assert!(matches!(long, Err(StoreError::Full { .. })), "{long:?}");
}

#[test]
fn objects_are_collected_when_nothing_refers_to_them() {
	let world = World::new();
	let store = world.behind(None);
	let lost = store.put_content(b"lost").unwrap();
	let kept = store.put_content(b"kept").unwrap();
	let file = store.put_file(b"named").unwrap();
	let manifest = Manifest::new([ManifestFile::of("f", b"named")]).unwrap();
	let manifest = store.put_content(&manifest.to_bytes()).unwrap();
	store.pin(kept.root).unwrap();
	store.pin(manifest.root).unwrap();
	for root in [lost.root, kept.root, manifest.root] {
		age(&world.path("content", root), DAY);
	}
	// The manifest is read where it is.
	fs::remove_file(world.path("content", manifest.root)).unwrap();
	thread::sleep(Duration::from_millis(20));
	let Collected { kept: stays, removed } =
		store.collect(nothing, Duration::from_millis(10), false).unwrap();
	assert_eq!((stays.count, removed.count), (3, 1));
	let left =
		[object("content", kept.root), object("content", manifest.root), object("files", file)];
	assert_eq!(world.objects(), left.into());
	assert!(!world.path("content", lost.root).exists());
}

#[test]
fn url_is_refused_by_name_when_it_is_no_object_store() {
	for wrong in ["gs://bucket/prefix", "http://127.0.0.1/", "s3://", "s3:///prefix"] {
		let refused = Remote::open(wrong).err();
		assert!(matches!(&refused, Some(StoreError::Url { url, .. }) if url == wrong), "{wrong}");
	}
}
