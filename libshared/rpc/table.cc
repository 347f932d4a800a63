// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/table.h"

#include <algorithm>

#include "libshared/rpc/api_names.h"
#include "libshared/rpc/wire/connect.h"

namespace pleiad::rpc {

// A later row takes the place of an earlier one, so that a daemon can answer a call in its own way.
void Table::Insert(Row row) {
  row.api = ApiName(row.program, row.number);
  const bool about_opening = row.program == Program::kRemote && (row.number == wire::ConnectOpen::kNumber || row.number == wire::ConnectClose::kNumber);
  row.needs_open = row.program != Program::kAdmin && !about_opening;
  auto rows = std::ranges::find(programs_, row.program, &Rows::program);
  if (rows == programs_.end()) rows = programs_.insert(rows, {row.program, {}});
  const auto number = static_cast<size_t>(row.number);
  if (rows->by_number.size() <= number) rows->by_number.resize(number + 1);
  if (!rows->by_number[number]) ++count_;
  rows->by_number[number] = std::make_unique<Row>(std::move(row));
}

Row& Table::Last(Program program, int number) {
  return *std::ranges::find(programs_, program, &Rows::program)->by_number[static_cast<size_t>(number)];
}

const Row* Table::Find(uint32_t program, int32_t number) const {
  const auto rows = std::ranges::find(programs_, static_cast<Program>(program), &Rows::program);
  if (rows == programs_.end() || number < 0 || static_cast<size_t>(number) >= rows->by_number.size()) return nullptr;
  return rows->by_number[static_cast<size_t>(number)].get();
}

bool Table::HasProgram(uint32_t program) const {
  return std::ranges::find(programs_, static_cast<Program>(program), &Rows::program) != programs_.end();
}

}  // namespace pleiad::rpc
