# SPDX-License-Identifier: Apache-2.0
# Packages.cmake: what `cpack -G DEB` makes: one package per daemon and one for what they share. They take the place of
# Debian's libvirt-daemon-system; definitions, images and settings under /etc/libvirt and /var/lib/libvirt are used as they are.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME pleiad)
set(CPACK_PACKAGE_VENDOR "Pleiad")
set(CPACK_PACKAGE_CONTACT "Pleiad maintainers <pleiad@localhost>")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
# Units and configuration have places outside of the prefix.
set(CPACK_SET_DESTDIR ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENTS_ALL common virtqemud virtproxyd virttestd)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# Other packages (libvirt-daemon-config-network, say) ask for the daemon that these take the place of, so one of them
# provides its names. The epoch tells ours, with which there is no conflict, from Debian's.
set(names libvirt-daemon-system libvirt-daemon-system-systemd libvirt-daemon libvirt-daemon-driver-qemu)
set(provided ${names})
list(TRANSFORM provided APPEND " (= 1:9.0.0)")
list(JOIN provided ", " provided_text)
set(replaced ${names})
list(TRANSFORM replaced APPEND " (<< 1:9.0.0)")
list(JOIN replaced ", " replaced_text)

# pleiad_package(<component> <summary> <depends>): names, scripts and conffiles of one package. A daemon that has no scripts of its
# own in systemd/packages has those that every daemon needs.
macro(pleiad_package component summary depends)
  string(TOUPPER ${component} key)
  set(CPACK_DEBIAN_${key}_PACKAGE_NAME pleiad-${component})
  set(CPACK_COMPONENT_${key}_DESCRIPTION "${summary}")
  set(CPACK_DEBIAN_${key}_PACKAGE_DEPENDS "${depends}")
  set(scripts)
  foreach(script postinst prerm postrm conffiles)
    set(source ${PROJECT_SOURCE_DIR}/systemd/packages/${component}.${script})
    # dpkg knows them by these names.
    set(copy ${PROJECT_BINARY_DIR}/packages/${component}/${script})
    if(EXISTS ${source})
      configure_file(${source} ${copy} COPYONLY)
      list(APPEND scripts ${copy})
    elseif(NOT "${component}" STREQUAL common)
      set(daemon ${component})
      configure_file(${PROJECT_SOURCE_DIR}/systemd/packages/daemon.${script}.in ${copy} USE_SOURCE_PERMISSIONS @ONLY)
      list(APPEND scripts ${copy})
    endif()
  endforeach()
  set(CPACK_DEBIAN_${key}_PACKAGE_CONTROL_EXTRA "${scripts}")
endmacro()

pleiad_package(common "Files that the Pleiad virtualization daemons share
Users and groups, polkit actions, folders and presets." "systemd, polkitd | policykit-1")
set(CPACK_DEBIAN_COMMON_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_COMMON_PACKAGE_CONFLICTS "${replaced_text}")
set(CPACK_DEBIAN_COMMON_PACKAGE_REPLACES "${replaced_text}")

pleiad_package(virtqemud "QEMU and KVM virtualization daemon
Manages virtual machines for every client of libvirt (virsh, virt-manager,
virt-install and others) over libvirt's native protocol and over D-Bus."
 "pleiad-common (= ${PROJECT_VERSION}), qemu-system-x86 | qemu-system, qemu-utils")
set(CPACK_DEBIAN_VIRTQEMUD_PACKAGE_PROVIDES "${provided_text}")
set(CPACK_DEBIAN_VIRTQEMUD_PACKAGE_CONFLICTS "${replaced_text}")
set(CPACK_DEBIAN_VIRTQEMUD_PACKAGE_REPLACES "${replaced_text}")
set(CPACK_DEBIAN_VIRTQEMUD_PACKAGE_RECOMMENDS "pleiad-virtproxyd, libvirt-clients, systemd-container")

pleiad_package(virtproxyd "One endpoint for clients of all virtualization daemons
Passes clients that know libvirt's one socket only on to the daemon that
owns what they ask for." "pleiad-common (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_VIRTPROXYD_PACKAGE_CONFLICTS "${replaced_text}")
set(CPACK_DEBIAN_VIRTPROXYD_PACKAGE_REPLACES "${replaced_text}")

set(CPACK_DEBIAN_VIRTPROXYD_PACKAGE_RECOMMENDS "libsasl2-2, libsasl2-modules")
set(CPACK_DEBIAN_VIRTPROXYD_PACKAGE_SUGGESTS "sasl2-bin, libsasl2-modules-gssapi-mit, gnutls-bin")

pleiad_package(virttestd "Pretended virtualization host for tests
Answers clients of libvirt as its test driver does, over the native protocol." "pleiad-common (= ${PROJECT_VERSION})")

include(CPack)
