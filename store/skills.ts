import canonicalize from 'canonicalize';
import type { SkillDefinition } from '../domain/skill/definition';
import { skillDigest } from '../security/digest';
import { inserted } from './connection';
import type { Models, PublicationDoc, SkillDoc } from './models';
import type { SkillPort } from './store';

const id = (skill: string, digest: string) => `${skill}@${digest}`;

export const skillPort = ({ skills, publications }: Models): SkillPort => ({
  async put(definition, digest) {
    const _id = id(definition.skill, digest);
    if (await skills.exists({ _id })) return;
    const text = canonicalize(definition) as string;
    await inserted(skills.create({ _id, skill: definition.skill, definition: text, published_at: new Date() }));
  },
  async find(skill, digest) {
    const found = await skills.findById(id(skill, digest)).lean<SkillDoc>();
    if (found) return JSON.parse(found.definition) as SkillDefinition;
    const published = await publications.findById(skill).lean<PublicationDoc>();
    return published?.digest === digest ? untouched(published.document, digest, skill) : undefined;
  },
  async digests(names) {
    const found = await skills
      .find({ skill: { $in: [...names] } }, { skill: 1 })
      .lean<Pick<SkillDoc, '_id' | 'skill'>[]>();
    return found.map(({ _id, skill }) => ({ name: skill, digest: _id.slice(skill.length + 1) }));
  },
  async names() {
    const found = await skills.find({}, { skill: 1 }).lean<Pick<SkillDoc, 'skill'>[]>();
    return [...new Set(found.map(({ skill }) => skill))].sort();
  },
});

/** The definition in a document, under a name; `undefined` where somebody has changed the document in the database. */
function untouched(document: string, digest: string, skill: string): SkillDefinition | undefined {
  try {
    const definition = JSON.parse(document) as SkillDefinition;
    return skillDigest(definition) === digest ? { ...definition, skill } : undefined;
  } catch {
    return undefined;
  }
}
