import path from 'node:path';
import { z } from 'zod';
import { CATALOGS } from '../../connectors/catalogs';
import { type Checker, createChecker, MAX_BYTES } from '../../kit/checker';
import { projectRoot } from '../../runtime/paths';
import type { SkillSummary } from '../../sdk/src/client';
import type { McpTenant } from './tenant';
import { type Tool, tool } from './tool';
import { ToolError } from './words';

/** Skills that are listed. */
const LISTED = 200;
/** Findings that are told. */
const FINDINGS = 60;

/** The tenant's skills, and the check of documents. */
export function skillTools(tenant: McpTenant): Tool[] {
  let checker: Checker | undefined;
  return [
    tool(
      {
        name: 'list_skills',
        title: 'List the tenant’s skills',
        description: 'The skills with which this tenant may start sessions.',
      },
      { type: z.enum(['aisp', 'pisp', 'marketplace']).optional() },
      async ({ type }) => {
        const found: SkillSummary[] = [];
        for await (const skill of tenant.catalog.skills(type ? { type } : {})) {
          found.push(skill);
          if (found.length >= LISTED) break;
        }
        return found;
      },
    ),
    tool(
      {
        name: 'describe_skill',
        title: 'Describe a skill',
        description: 'The steps that a user meets in a skill: JSON Schema of the data, uploads, and a sample payload.',
      },
      {
        skill: z.string().min(1).max(100).describe('xyz_aisp_sbx_#1.0'),
        step: z.string().max(64).optional().describe('This step alone'),
      },
      async ({ skill, step }) => {
        const described = await tenant.catalog.skill(skill);
        if (step === undefined) return described;
        const found = described.steps.find((each) => each.step === step);
        if (found) return found;
        throw new ToolError(`It has no step '${step}'; it has ${described.steps.map((each) => each.step).join(', ')}.`);
      },
    ),
    tool(
      {
        name: 'check_skill',
        title: 'Check a skill',
        description:
          'Everything that is wrong with the document of a skill, by the one check that also publishes. Each finding ' +
          'has a page: read_doc skills/codes/CODE.md.',
      },
      {
        document: z
          .string()
          .max(4 * MAX_BYTES)
          .describe('The text of the document'),
      },
      ({ document }) => {
        checker ??= createChecker(path.join(projectRoot(), 'skills'), CATALOGS);
        const { findings } = checker(document, 'document');
        if (findings.length === 0) return 'Nothing is wrong with it.';
        const lines = findings
          .slice(0, FINDINGS)
          .map(({ level, line, column, code, message }) => `${line}:${column} ${level} ${code}: ${message}`);
        const more = findings.length > FINDINGS ? [`… and ${findings.length - FINDINGS} more`] : [];
        return [...lines, ...more].join('\n');
      },
    ),
  ];
}
