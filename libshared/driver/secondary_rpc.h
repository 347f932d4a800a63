// SPDX-License-Identifier: Apache-2.0
// secondary_rpc.h: the drivers beside the hypervisors (networks, storage, node devices, secrets, filters, host interfaces) as
// procedures of the native protocol, a line per procedure. `access` decides what of a list a caller sees; null shows all.
// Driver and access check outlive the table. Their events are bound where events are.
#pragma once

namespace pleiad::rpc {
class AccessCheck;
class Table;
}  // namespace pleiad::rpc

namespace pleiad::driver {

class InterfaceDriver;
class NetworkDriver;
class NodeDeviceDriver;
class NwfilterDriver;
class SecretDriver;
class StorageDriver;

void BindNetworkProcedures(rpc::Table& table, NetworkDriver& driver, rpc::AccessCheck* access);
void BindInterfaceProcedures(rpc::Table& table, InterfaceDriver& driver, rpc::AccessCheck* access);
void BindNwfilterProcedures(rpc::Table& table, NwfilterDriver& driver, rpc::AccessCheck* access);
void BindSecretProcedures(rpc::Table& table, SecretDriver& driver, rpc::AccessCheck* access);
void BindNodeDeviceProcedures(rpc::Table& table, NodeDeviceDriver& driver, rpc::AccessCheck* access);
void BindStorageProcedures(rpc::Table& table, StorageDriver& driver, rpc::AccessCheck* access);

}  // namespace pleiad::driver
