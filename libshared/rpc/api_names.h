// SPDX-License-Identifier: Apache-2.0
// api_names.h: the public API name of each procedure (the error texts "read only access prevents virDomainCreate" and
// "this function is not supported by the connection driver: virDomainCreate" carry it), and the domain of such errors.
#pragma once

#include <string_view>

#include "libshared/base/error_codes.h"
#include "libshared/rpc/wire/procedure.h"

namespace pleiad::rpc {

std::string_view ApiName(Program program, int number);       // "unknown" when the number is not a public call
ErrorDomain ApiDomain(Program program, int number);  // kNetwork for virNetwork..., else kDomain

}  // namespace pleiad::rpc
