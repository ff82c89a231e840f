//! What poolhouse promises beside its peers: a test for each row of the table of features, named after it, that fails
//! when the feature is gone.

mod bulk;
mod cost;
mod embedding;
mod lifecycle;
mod people;
mod planning;
mod safety;
mod taking_over;
mod world;

use world::{POOL, World};
