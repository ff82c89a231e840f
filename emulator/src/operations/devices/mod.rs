//! The devices that users sign in on.

mod admin_forget_device;
mod admin_get_device;
mod admin_list_devices;
mod admin_update_device_status;
mod confirm_device;
mod forget_device;
mod get_device;
mod list_devices;
mod tracking;
mod update_device_status;

pub(crate) use admin_forget_device::admin_forget_device;
pub(crate) use admin_get_device::admin_get_device;
pub(crate) use admin_list_devices::admin_list_devices;
pub(crate) use admin_update_device_status::admin_update_device_status;
pub(crate) use confirm_device::confirm_device;
pub(crate) use forget_device::forget_device;
pub(crate) use get_device::get_device;
pub(crate) use list_devices::list_devices;
pub(crate) use update_device_status::update_device_status;
