export { patched } from '../../../cli/docs/merge-patch';
