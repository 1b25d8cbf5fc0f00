/** Media types that file-type tells by content. Listed here, so that a check of documents needn't load it. */
const BY_CONTENT: readonly string[] = (
  'application/avro application/dicom application/eps application/epub+zip application/gzip application/java- ' +
  'archive application/java-vm application/mxf application/ogg application/pdf application/pgp-encrypted ' +
  'application/postscript application/rtf application/vnd.android.package-archive ' +
  'application/vnd.apache.arrow.file application/vnd.apache.parquet application/vnd.google.draco ' +
  'application/vnd.iccprofile application/vnd.ms-asf application/vnd.ms-cab-compressed application/vnd.ms- ' +
  'excel.sheet.macroenabled.12 application/vnd.ms-excel.template.macroenabled.12 application/vnd.ms-fontobject ' +
  'application/vnd.ms-htmlhelp application/vnd.ms-outlook application/vnd.ms- ' +
  'powerpoint.presentation.macroenabled.12 application/vnd.ms-powerpoint.slideshow.macroenabled.12 ' +
  'application/vnd.ms-powerpoint.template.macroenabled.12 application/vnd.ms-word.document.macroenabled.12 ' +
  'application/vnd.ms-word.template.macroenabled.12 application/vnd.oasis.opendocument.graphics ' +
  'application/vnd.oasis.opendocument.graphics-template application/vnd.oasis.opendocument.presentation ' +
  'application/vnd.oasis.opendocument.presentation-template application/vnd.oasis.opendocument.spreadsheet ' +
  'application/vnd.oasis.opendocument.spreadsheet-template application/vnd.oasis.opendocument.text ' +
  'application/vnd.oasis.opendocument.text-template application/vnd.openxmlformats- ' +
  'officedocument.presentationml.presentation application/vnd.openxmlformats- ' +
  'officedocument.presentationml.slideshow application/vnd.openxmlformats-officedocument.presentationml.template ' +
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet application/vnd.openxmlformats- ' +
  'officedocument.spreadsheetml.template application/vnd.openxmlformats-officedocument.wordprocessingml.document ' +
  'application/vnd.openxmlformats-officedocument.wordprocessingml.template application/vnd.rn-realmedia ' +
  'application/vnd.sketchup.skp application/vnd.tcpdump.pcap application/vnd.visio application/wasm ' +
  'application/x-7z-compressed application/x-ace-compressed application/x-apple-diskimage application/x-arj ' +
  'application/x-asar application/x-blender application/x-bzip2 application/x-cfb application/x-compress ' +
  'application/x-cpio application/x-deb application/x-elf application/x-esri-shape application/x-ft-windows- ' +
  'registry-hive application/x-google-chrome-extension application/x-indesign application/x-jmp-data ' +
  'application/x-lz4 application/x-lzh-compressed application/x-lzip application/x-mach-binary application/x-mie ' +
  'application/x-mobipocket-ebook application/x-ms-regedit application/x-msdownload application/x-nintendo-nes- ' +
  'rom application/x-rar-compressed application/x-rpm application/x-shockwave-flash application/x-spss-sav ' +
  'application/x-sqlite3 application/x-tar application/x-unix-archive application/x-xpinstall application/x-xz ' +
  'application/x.apple.alias application/x.autodesk.fbx application/x.ms.shortcut application/xml application/zip ' +
  'application/zstd audio/aac audio/aiff audio/amr audio/ape audio/flac audio/midi audio/mp4 audio/mpeg audio/ogg ' +
  'audio/ogg; codecs=opus audio/qcelp audio/vnd.dolby.dd-raw audio/wav audio/wavpack audio/x-dsf audio/x-it ' +
  'audio/x-m4a audio/x-ms-asf audio/x-musepack audio/x-s3m audio/x-voc audio/x-xm font/collection font/otf ' +
  'font/ttf font/woff font/woff2 image/apng image/avif image/bmp image/bpg image/flif image/gif image/heic ' +
  'image/heic-sequence image/heif image/heif-sequence image/icns image/j2c image/jls image/jp2 image/jpeg ' +
  'image/jpm image/jpx image/jxl image/ktx image/mj2 image/png image/tiff image/vnd.adobe.photoshop image/vnd.dwg ' +
  'image/vnd.ms-photo image/webp image/x-adobe-dng image/x-canon-cr2 image/x-canon-cr3 image/x-fujifilm-raf ' +
  'image/x-icon image/x-nikon-nef image/x-olympus-orf image/x-panasonic-rw2 image/x-sony-arw image/x-xcf ' +
  'model/3mf model/gltf-binary model/stl text/calendar text/vcard text/vtt video/3gpp video/3gpp2 video/MP1S ' +
  'video/MP2P video/matroska video/mp2t video/mp4 video/mpeg video/ogg video/quicktime video/vnd.avi video/webm ' +
  'video/x-flv video/x-m4v video/x-ms-asf'
).split(' ');

/** Media types that the platform itself tells by content besides, as `service/inspection/` does. */
const OURS: readonly string[] = [
  'image/jpg',
  'image/pjpeg',
  'text/xml',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.etsi.asic-e+zip',
  'application/pkcs7-mime',
  'application/x-pkcs7-mime',
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
];

/** Names by which some programs call a type that is registered under another. Browsers don't know them. */
export const ALIASES: Readonly<Record<string, string>> = { 'image/jpg': 'image/jpeg', 'image/pjpeg': 'image/jpeg' };

/** Every media type by which a file can be judged. */
export const RECOGNISED: ReadonlySet<string> = new Set([...BY_CONTENT, ...OURS]);

/** Types that no bytes at a file's beginning tell, whatever their name says. */
const WITHOUT_SIGNATURE: ReadonlySet<string> = new Set([
  ...['application/json', 'application/javascript', 'application/octet-stream', 'application/x-www-form-urlencoded'],
  ...['application/x-yaml', 'application/yaml', 'application/csv', 'application/sql', 'application/xhtml+xml'],
]);

/**
 * Whether a file can be of the type. A container of the form of a ZIP may name a type of its own, so any
 * `application/…` that isn't known to have no signature can be one.
 */
export const canBeTold = (type: string): boolean =>
  RECOGNISED.has(type) || (type.startsWith('application/') && !WITHOUT_SIGNATURE.has(type));
