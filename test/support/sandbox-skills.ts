/** All bundled skills of the sandbox, in the order in which the demo tenant has them. */
export const SANDBOX_SKILLS = [
  'xyz_aisp_sbx_#1.0',
  'xyz_aisp_sbx_#1.1',
  'xyz_aisp_sbx_#1.2',
  'xyz_pisp_sbx_#1.0',
  'xyz_pisp_sbx_#1.1',
  'xyz_pisp_sbx_#1.2',
  'xyz_sbx_#3.0',
  'xyz_sbx_#3.1',
];
