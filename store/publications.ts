import { announceChange, markOf } from './change-notice';
import { inserted } from './connection';
import type { Models, PublicationDoc } from './models';
import type { Proof, Publication, PublicationNote, PublicationPort } from './store';

type NoteDoc = Omit<PublicationDoc, 'document' | 'texts'>;

const noteOf = ({ _id, digest, proof, by, published_at, retired }: NoteDoc): PublicationNote => ({
  skill: _id,
  digest,
  proof: JSON.parse(proof) as Proof,
  by,
  published_at,
  ...(retired ? { retired } : {}),
});

/** Skills that were published over HTTP, each in one document, so that there is none in part. */
export function publicationPort(models: Models): PublicationPort {
  const { publications } = models;
  const announce = () => announceChange(models, 'publications');

  return {
    async create({ skill, texts, proof, ...rest }) {
      const isCreated = await inserted(
        publications.create({
          _id: skill,
          texts: JSON.stringify(texts),
          proof: JSON.stringify(proof),
          published_at: new Date(),
          ...rest,
        }),
      );
      if (isCreated) await announce();
      return isCreated;
    },
    async find(skill) {
      const found = await publications.findById(skill).lean<PublicationDoc>();
      if (!found) return undefined;
      const texts = JSON.parse(found.texts) as Publication['texts'];
      return { ...noteOf(found), document: found.document, texts };
    },
    async list() {
      const found = await publications.find({}, { document: 0, texts: 0 }).sort({ _id: 1 }).lean<NoteDoc[]>();
      return found.map(noteOf);
    },
    async setRetired(skill, retired) {
      await publications.updateOne({ _id: skill }, retired ? { $set: { retired } } : { $unset: { retired: 1 } });
      await announce();
    },
    mark: () => markOf(models, 'publications'),
    announce,
  };
}
