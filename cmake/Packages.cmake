# SPDX-License-Identifier: Apache-2.0
# Packages.cmake: what cpack -G DEB makes, one package per daemon.
