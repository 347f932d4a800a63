# SPDX-License-Identifier: Apache-2.0
"""virStoragePool, virStorageVol, and the bytes of volumes by virStream."""

import libvirt
from apis import ObjectTest, shown

POOL = "<pool type='dir'><name>objects</name><target><path>/objects</path></target></pool>"
VOLUME = "<volume><name>{0}</name><capacity>{1}</capacity><allocation>0</allocation></volume>"
WORDS = bytes(range(256)) * 1000


class StorageTest(ObjectTest):
    def setUp(self):
        super().setUp()
        self.pool = self.connection.storagePoolCreateXML(POOL)
        self.afterwards([self.pool.destroy])

    def volume(self, name="v", capacity=len(WORDS)):
        return self.pool.createXML(VOLUME.format(name, capacity))

    def upload(self, volume, data, offset=0):
        rest, stream = [data], self.stream()
        volume.upload(stream, offset, len(data))
        stream.sendAll(lambda _, count, left: _take(left, count), rest)
        stream.finish()

    def download(self, volume, offset=0, length=0):
        parts, stream = [], self.stream()
        volume.download(stream, offset, length)
        stream.recvAll(lambda _, data, got: got.append(data), parts)
        stream.finish()
        return b"".join(parts)

    def test_a_pool_is_defined_started_and_undefined(self):
        pool = self.connection.storagePoolDefineXML(POOL.replace("objects", "defined"))
        self.afterwards([pool.destroy], [pool.undefine])
        self.assertEqual((pool.isActive(), pool.isPersistent(), pool.autostart()), (0, 1, 0))
        self.assertEqual(pool.build(), 0)
        self.assertEqual(pool.create(), 0)
        self.assertEqual(pool.setAutostart(1), 0)
        self.assertEqual((pool.isActive(), pool.autostart(), pool.info()[0]), (1, 1, libvirt.VIR_STORAGE_POOL_RUNNING))
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, pool.create)
        self.refused(libvirt.VIR_ERR_OPERATION_INVALID, pool.undefine)
        self.assertEqual(pool.refresh(), 0)
        self.assertEqual(pool.destroy(), 0)
        self.assertEqual(pool.delete(), 0)
        self.assertEqual(pool.undefine(), 0)
        self.refused(libvirt.VIR_ERR_NO_STORAGE_POOL, pool.info)

    def test_a_pool_is_found_by_all_its_names(self):
        connection, pool = self.connection, self.pool
        for found in (connection.storagePoolLookupByName("objects"), connection.storagePoolLookupByUUID(pool.UUID()),
                      connection.storagePoolLookupByUUIDString(pool.UUIDString()), connection.storagePoolLookupByTargetPath("/objects"),
                      self.volume().storagePoolLookupByVolume()):
            self.assertEqual((found.name(), found.UUIDString()), ("objects", pool.UUIDString()))
        self.assertEqual(pool.connect(), connection)
        self.assertEqual(shown(pool.XMLDesc(), "<name>objects</name>", "<path>/objects</path>", "type='dir'"),
                         ["<name>objects</name>", "<path>/objects</path>", "type='dir'"])
        self.refused(libvirt.VIR_ERR_NO_STORAGE_POOL, connection.storagePoolLookupByName, "nosuch")
        self.refused(libvirt.VIR_ERR_XML_ERROR, connection.storagePoolDefineXML, "<x/>")
        self.assertIn("<source>", connection.findStoragePoolSources("logical", None))

    def test_a_volume_is_found_by_all_its_names(self):
        volume = self.volume()
        self.assertEqual((volume.name(), volume.key(), volume.path()), ("v", "/objects/v", "/objects/v"))
        for found in (self.pool.storageVolLookupByName("v"), self.connection.storageVolLookupByKey("/objects/v"),
                      self.connection.storageVolLookupByPath("/objects/v"), *self.pool.listAllVolumes()):
            self.assertEqual(found.key(), volume.key())
        self.assertEqual((self.pool.numOfVolumes(), self.pool.listVolumes()), (1, ["v"]))
        self.assertIn("<key>/objects/v</key>", volume.XMLDesc())
        self.assertEqual(volume.connect(), self.connection)
        self.refused(libvirt.VIR_ERR_NO_STORAGE_VOL, self.pool.storageVolLookupByName, "nosuch")
        self.refused(libvirt.VIR_ERR_NO_STORAGE_VOL, self.connection.storageVolLookupByKey, "nosuch")

    def test_a_volume_grows_and_goes(self):
        volume = self.volume(capacity=1000)
        self.assertEqual(volume.info(), [libvirt.VIR_STORAGE_VOL_FILE, 1000, 0])
        self.assertEqual(volume.resize(2000), 0)
        self.assertEqual(volume.infoFlags(0)[1], 2000)
        clone = self.pool.createXMLFrom(VOLUME.format("clone", 2000), volume)
        self.refused(libvirt.VIR_ERR_OPERATION_FAILED, self.volume, "clone")
        self.assertEqual((volume.wipe(), volume.wipePattern(libvirt.VIR_STORAGE_VOL_WIPE_ALG_ZERO)), (0, 0))
        self.assertEqual((volume.delete(), clone.delete()), (0, 0))
        self.refused(libvirt.VIR_ERR_NO_STORAGE_VOL, volume.info)

    def test_a_volume_keeps_the_bytes_that_are_sent(self):
        volume = self.volume()
        self.upload(volume, WORDS)
        self.assertEqual(self.download(volume), WORDS)
        self.upload(volume, b"here", 5)
        self.assertEqual(self.download(volume, 4, 6), WORDS[4:5] + b"here" + WORDS[9:10])
        self.refused(libvirt.VIR_ERR_INVALID_ARG, volume.download, self.stream(), len(WORDS) + 1, 0)

    def test_a_stream_takes_bytes_one_by_one(self):
        volume, stream = self.volume(), self.stream()
        volume.upload(stream, 0, 3)
        self.assertEqual((stream.send(b"ab"), stream.send(b"c"), stream.finish()), (2, 1, 0))
        stream = self.stream()
        self.assertEqual(stream.connect(), self.connection)
        volume.download(stream, 0, 3)
        self.assertEqual(stream.recv(10), b"abc")
        self.assertEqual(stream.recv(10), b"")
        self.assertEqual(stream.finish(), 0)

    def test_a_stream_skips_holes(self):
        volume, stream, extents = self.volume(capacity=10), self.stream(), [b"head", 4, b"xy"]
        volume.upload(stream, 0, 10, libvirt.VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM)
        for extent in extents:
            stream.sendHole(extent) if isinstance(extent, int) else stream.send(extent)
        stream.finish()
        self.assertEqual(self.download(volume), b"head\0\0\0\0xy")

    def test_a_stream_is_sent_and_read_in_extents(self):
        volume, stream, left = self.volume(capacity=12), self.stream(), [b"head", 6, b"xy"]

        def data_or_hole(_, __):
            return (0, left[0]) if left and isinstance(left[0], int) else (1, len(left[0]) if left else 0)
        volume.upload(stream, 0, 12, libvirt.VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM)
        stream.sparseSendAll(lambda *_: left.pop(0) if left else b"", data_or_hole, lambda *_: left.pop(0) and 0, None)
        stream.finish()
        stream, extents = self.stream(), []
        volume.download(stream, 0, 0, libvirt.VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM)
        stream.sparseRecvAll(lambda _, data, got: got.append(data), lambda _, length, got: got.append(length), extents)
        stream.finish()
        self.assertEqual(b"".join(bytes(each) if isinstance(each, int) else each for each in extents), b"head\0\0\0\0\0\0xy")

    def test_a_reader_stops_at_holes(self):
        volume, stream, got = self.volume(capacity=1 << 20), self.stream(), []
        self.upload(volume, b"head")
        volume.download(stream, 0, 0, libvirt.VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM)
        while data := stream.recvFlags(1 << 20, libvirt.VIR_STREAM_RECV_STOP_AT_HOLE):
            got.append(stream.recvHole() if data == -3 else len(data))
        stream.finish()
        self.assertEqual(sum(got), 1 << 20)

    def test_a_stream_that_breaks_off_is_an_error(self):
        volume, stream = self.volume(), self.stream()
        volume.upload(stream, 0, len(WORDS))
        stream.send(WORDS[:10])
        self.assertEqual(stream.abort(), 0)
        self.refused(libvirt.VIR_ERR_OPERATION_FAILED, stream.send, b"more")

    def test_a_stream_tells_when_bytes_are_there(self):
        volume = self.volume()
        self.upload(volume, WORDS)
        stream, parts = self.connection.newStream(libvirt.VIR_STREAM_NONBLOCK), []

        def on_event(ready, events, data):
            got = ready.recv(4096)
            while isinstance(got, bytes) and got:
                data.append(got)
                got = ready.recv(4096)
        volume.download(stream, 0, 0)
        stream.eventAddCallback(libvirt.VIR_STREAM_EVENT_READABLE, on_event, parts)
        self.await_true(lambda: sum(map(len, parts)) == len(WORDS))
        stream.eventUpdateCallback(0)
        stream.eventRemoveCallback()
        self.assertEqual(b"".join(parts), WORDS)
        stream.abort()


def _take(left, count):
    data = left.pop()
    left.append(data[count:])
    return data[:count]
