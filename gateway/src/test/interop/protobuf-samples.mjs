// Messages of test.Everything, each twice: as proto3 JSON, and as protobufjs has it after it was read from the wire, with the
// fields' names as in the file, 64 bits as strings and bytes in Base64.
const most = '9223372036854775807';
const least = '-9223372036854775808';
const unsigned = '18446744073709551615';

export const samples = [
  [{}, {}],
  [
    {
      scalars: {
        ofDouble: -1.5e300, ofFloat: 1.5, ofInt32: -2147483648, ofInt64: least, ofUint32: 4294967295, ofUint64: unsigned,
        ofSint32: 2147483647, ofSint64: least, ofFixed32: 4294967295, ofFixed64: unsigned, ofSfixed32: -1, ofSfixed64: most,
        ofBool: true, ofString: 'grüße 😀 "\\\n', ofBytes: 'AP+AAQ==',
      },
    },
    {
      scalars: {
        of_double: -1.5e300, of_float: 1.5, of_int32: -2147483648, of_int64: least, of_uint32: 4294967295, of_uint64: unsigned,
        of_sint32: 2147483647, of_sint64: least, of_fixed32: 4294967295, of_fixed64: unsigned, of_sfixed32: -1,
        of_sfixed64: most, of_bool: true, of_string: 'grüße 😀 "\\\n', of_bytes: 'AP+AAQ==',
      },
    },
  ],
  [
    { scalars: { ofDouble: 'NaN', ofFloat: '-Infinity', ofInt64: '9007199254740993' } },
    { scalars: { of_double: NaN, of_float: -Infinity, of_int64: '9007199254740993' } },
  ],
  [
    {
      optionals: {
        ofDouble: 0, ofFloat: 0, ofInt32: 0, ofInt64: '0', ofUint32: 0, ofUint64: '0', ofSint32: 0, ofSint64: '0', ofFixed32: 0,
        ofFixed64: '0', ofSfixed32: 0, ofSfixed64: '0', ofBool: false, ofString: '', ofBytes: '', ofColor: 'NONE',
      },
    },
    {
      optionals: {
        of_double: 0, of_float: 0, of_int32: 0, of_int64: '0', of_uint32: 0, of_uint64: '0', of_sint32: 0, of_sint64: '0',
        of_fixed32: 0, of_fixed64: '0', of_sfixed32: 0, of_sfixed64: '0', of_bool: false, of_string: '', of_bytes: '',
        of_color: 0,
      },
    },
  ],
  [
    {
      lists: {
        ofDouble: [0, 1.5, 'Infinity'], ofFloat: [0.5], ofInt32: [-1, 0, 1], ofInt64: [least, '0', most], ofUint32: [0, 4294967295],
        ofUint64: ['0', unsigned], ofSint32: [-1, 1], ofSint64: ['-1', '1'], ofFixed32: [1, 2], ofFixed64: ['1', unsigned],
        ofSfixed32: [-1], ofSfixed64: ['-1'], ofBool: [true, false], ofString: ['', 'a'], ofBytes: ['', 'AQ=='],
        ofColor: ['RED', 'NONE', 'BLUE', 'BELOW', 77], ofInner: [{}, { name: 'a', inner: { name: 'b' } }], notPacked: ['-1', '1'],
      },
    },
    {
      lists: {
        of_double: [0, 1.5, Infinity], of_float: [0.5], of_int32: [-1, 0, 1], of_int64: [least, '0', most],
        of_uint32: [0, 4294967295], of_uint64: ['0', unsigned], of_sint32: [-1, 1], of_sint64: ['-1', '1'], of_fixed32: [1, 2],
        of_fixed64: ['1', unsigned], of_sfixed32: [-1], of_sfixed64: ['-1'], of_bool: [true, false], of_string: ['', 'a'],
        of_bytes: ['', 'AQ=='], of_color: [1, 0, 300, -1, 77], of_inner: [{}, { name: 'a', inner: { name: 'b' } }],
        not_packed: ['-1', '1'],
      },
    },
  ],
  [
    {
      maps: {
        byInt32: { '-1': 'a', 2147483647: 'b' }, byUint32: { 4294967295: 'a' }, bySint32: { '-5': 'a' }, byFixed32: { 7: '' },
        bySfixed32: { '-7': 'a' }, byBool: { true: 'a', false: 'b' }, byString: { '': 'a', ü: 'b' }, numbers: { a: most, b: '0' },
        fractions: { a: 0.5, b: 'NaN' }, raw: { a: 'AQ==' }, colors: { a: 'BLUE', b: 77 }, inners: { a: {}, b: { name: 'c' } },
        times: { a: '2026-11-22T01:02:03Z' }, values: { a: null, b: 'c' },
      },
    },
    {
      maps: {
        by_int32: { '-1': 'a', 2147483647: 'b' }, by_uint32: { 4294967295: 'a' }, by_sint32: { '-5': 'a' }, by_fixed32: { 7: '' },
        by_sfixed32: { '-7': 'a' }, by_bool: { true: 'a', false: 'b' }, by_string: { '': 'a', ü: 'b' },
        numbers: { a: most, b: '0' }, fractions: { a: 0.5, b: NaN }, raw: { a: 'AQ==' }, colors: { a: 300, b: 77 },
        inners: { a: {}, b: { name: 'c' } }, times: { a: { seconds: '1795309323' } },
        values: { a: { nullValue: 0 }, b: { stringValue: 'c' } },
      },
    },
  ],
  [{ choices: { text: '', beside: 'b' } }, { choices: { text: '', beside: 'b' } }],
  [{ choices: { number: '0' } }, { choices: { number: '0' } }],
  [{ choices: { inner: {} } }, { choices: { inner: {} } }],
  [{ choices: { color: 'RED' } }, { choices: { color: 1 } }],
  [{ choices: { raw: 'AQI=' } }, { choices: { raw: 'AQI=' } }],
  [{ choices: { nothing: null } }, { choices: { nothing: 0 } }],
  [{ choices: { truth: false } }, { choices: { truth: false } }],
  [{ choices: { value: null } }, { choices: { value: { nullValue: 0 } } }],
  [
    {
      wellKnown: {
        time: '0001-01-01T00:00:00.000000001Z', duration: '-1.500s', mask: 'user.displayName,photo',
        struct: { a: [1.5, 'x', null, true, { b: {} }], '': [] }, value: [null], list: [[], {}],
        any: { '@type': 'type.googleapis.com/test.Inner', name: 'a' }, empty: {}, wrappedDouble: 0, wrappedFloat: 1.5,
        wrappedInt64: most, wrappedUint64: '0', wrappedInt32: 0, wrappedUint32: 4294967295, wrappedBool: false, wrappedString: '',
        wrappedBytes: 'AQ==', times: ['1970-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z'], values: [null, 0, '', false],
        anys: [{ '@type': 'x/google.protobuf.Duration', value: '1s' }], wrappedList: ['0', '-1'],
      },
    },
    {
      well_known: {
        time: { seconds: '-62135596800', nanos: 1 }, duration: { seconds: '-1', nanos: -500000000 },
        mask: { paths: ['user.display_name', 'photo'] },
        struct: {
          fields: {
            a: {
              listValue: {
                values: [
                  { numberValue: 1.5 }, { stringValue: 'x' }, { nullValue: 0 }, { boolValue: true },
                  { structValue: { fields: { b: { structValue: {} } } } },
                ],
              },
            },
            '': { listValue: {} },
          },
        },
        value: { listValue: { values: [{ nullValue: 0 }] } }, list: { values: [{ listValue: {} }, { structValue: {} }] },
        any: { type_url: 'type.googleapis.com/test.Inner', value: 'CgFh' }, empty: {}, wrapped_double: {},
        wrapped_float: { value: 1.5 }, wrapped_int64: { value: most }, wrapped_uint64: {}, wrapped_int32: {},
        wrapped_uint32: { value: 4294967295 }, wrapped_bool: {}, wrapped_string: {}, wrapped_bytes: { value: 'AQ==' },
        times: [{}, { seconds: '253402300799', nanos: 999999999 }],
        values: [{ nullValue: 0 }, { numberValue: 0 }, { stringValue: '' }, { boolValue: false }],
        anys: [{ type_url: 'x/google.protobuf.Duration', value: 'CAE=' }], wrapped_list: [{}, { value: '-1' }],
      },
    },
  ],
  [
    { names: { snakeCase: 'a', camelCase: 'b', '@own': 'c' }, color: 'BELOW' },
    { names: { snake_case: 'a', camelCase: 'b', own: 'c' }, color: -1 },
  ],
  [
    { more: [{}, { inner: { inner: { inner: { name: 'x'.repeat(3000) } } }, more: [{ color: 'BLUE' }] }] },
    { more: [{}, { inner: { inner: { inner: { name: 'x'.repeat(3000) } } }, more: [{ color: 300 }] }] },
  ],
];

// protobufjs keeps the keys of these maps apart as it likes, so they are compared on the JSON side only.
export const longKeys = {
  maps: {
    byInt64: { [least]: 'a' }, byUint64: { [unsigned]: 'b' }, bySint64: { '-1': 'c' }, byFixed64: { [unsigned]: 'd' },
    bySfixed64: { [least]: 'e' },
  },
};
