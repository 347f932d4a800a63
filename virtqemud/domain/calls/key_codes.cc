// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/key_codes.h"

#include "libshared/base/domain_values.h"

namespace pleiad::qemu {
namespace {
struct Pair {
  uint8_t code, qnum;
};

// Linux's numbers (input-event-codes.h) are those of set 1 up to the keys of the first PC keyboards; these are the others.
constexpr uint32_t kLastSameInLinux = 83;
constexpr Pair kLinux[] = {
    {85, 0x76},  {86, 0x56},  {87, 0x57},  {88, 0x58},  {89, 0x73},  {90, 0x78},  {91, 0x77},  {92, 0x79},
    {93, 0x70},  {94, 0x7b},  {95, 0x5c},  {96, 0x9c},  {97, 0x9d},  {98, 0xb5},  {99, 0x54},  {100, 0xb8},
    {101, 0x5b}, {102, 0xc7}, {103, 0xc8}, {104, 0xc9}, {105, 0xcb}, {106, 0xcd}, {107, 0xcf}, {108, 0xd0},
    {109, 0xd1}, {110, 0xd2}, {111, 0xd3}, {113, 0xa0}, {114, 0xae}, {115, 0xb0}, {116, 0xde}, {117, 0x59},
    {119, 0xc6}, {121, 0x7e}, {122, 0x72}, {123, 0x71}, {124, 0x7d}, {125, 0xdb}, {126, 0xdc}, {127, 0xdd},
    {128, 0xe8}, {142, 0xdf}, {143, 0xe3}, {163, 0x99}, {164, 0xa2}, {165, 0x90}, {166, 0xa4},
};

// Usage numbers of the USB HID keyboard page.
constexpr Pair kUsb[] = {
    {4, 0x1e},   {5, 0x30},   {6, 0x2e},   {7, 0x20},   {8, 0x12},   {9, 0x21},   {10, 0x22},  {11, 0x23},  {12, 0x17},
    {13, 0x24},  {14, 0x25},  {15, 0x26},  {16, 0x32},  {17, 0x31},  {18, 0x18},  {19, 0x19},  {20, 0x10},  {21, 0x13},
    {22, 0x1f},  {23, 0x14},  {24, 0x16},  {25, 0x2f},  {26, 0x11},  {27, 0x2d},  {28, 0x15},  {29, 0x2c},  {30, 0x02},
    {31, 0x03},  {32, 0x04},  {33, 0x05},  {34, 0x06},  {35, 0x07},  {36, 0x08},  {37, 0x09},  {38, 0x0a},  {39, 0x0b},
    {40, 0x1c},  {41, 0x01},  {42, 0x0e},  {43, 0x0f},  {44, 0x39},  {45, 0x0c},  {46, 0x0d},  {47, 0x1a},  {48, 0x1b},
    {49, 0x2b},  {51, 0x27},  {52, 0x28},  {53, 0x29},  {54, 0x33},  {55, 0x34},  {56, 0x35},  {57, 0x3a},  {58, 0x3b},
    {59, 0x3c},  {60, 0x3d},  {61, 0x3e},  {62, 0x3f},  {63, 0x40},  {64, 0x41},  {65, 0x42},  {66, 0x43},  {67, 0x44},
    {68, 0x57},  {69, 0x58},  {70, 0x54},  {71, 0x46},  {72, 0xc6},  {73, 0xd2},  {74, 0xc7},  {75, 0xc9},  {76, 0xd3},
    {77, 0xcf},  {78, 0xd1},  {79, 0xcd},  {80, 0xcb},  {81, 0xd0},  {82, 0xc8},  {83, 0x45},  {84, 0xb5},  {85, 0x37},
    {86, 0x4a},  {87, 0x4e},  {88, 0x9c},  {89, 0x4f},  {90, 0x50},  {91, 0x51},  {92, 0x4b},  {93, 0x4c},  {94, 0x4d},
    {95, 0x47},  {96, 0x48},  {97, 0x49},  {98, 0x52},  {99, 0x53},  {100, 0x56}, {101, 0xdd}, {102, 0xde}, {224, 0x1d},
    {225, 0x2a}, {226, 0x38}, {227, 0xdb}, {228, 0x9d}, {229, 0x36}, {230, 0xb8}, {231, 0xdc},
};

template <size_t N>
std::optional<uint32_t> Find(const Pair (&table)[N], uint32_t code) {
  for (const Pair& row : table) {
    if (row.code == code) return row.qnum;
  }
  return std::nullopt;
}
}  // namespace

std::optional<uint32_t> ToQnum(uint32_t codeset, uint32_t code) {
  switch (static_cast<int>(codeset)) {
    case vir::kKeycodeSetLinux:
      if (code > 0 && code <= kLastSameInLinux) return code;
      return Find(kLinux, code);
    case vir::kKeycodeSetUsb:
      return Find(kUsb, code);
    case vir::kKeycodeSetQnum:
    case vir::kKeycodeSetXtKbd:
      if (code > 0 && code <= 0xff) return code;
      return std::nullopt;
    case vir::kKeycodeSetXt:
    case vir::kKeycodeSetAtset1:
      // Codes that begin with e0 stand in two bytes here.
      if ((code & 0xff00) == 0xe000) return (code & 0x7f) | 0x80;
      if (code > 0 && code <= 0x7f) return code;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace pleiad::qemu
