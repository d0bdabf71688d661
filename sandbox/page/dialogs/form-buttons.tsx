interface Props {
  /** Id of the form that the dialog shows. */
  form: string;
  /** What the form does. */
  label: string;
  disabled?: boolean;
  onClose(): void;
}

/** The foot of a dialog with a form: away, or do it. */
export function FormButtons({ form, label, disabled = false, onClose }: Props) {
  return (
    <>
      <button type="button" className="kit-button large" onClick={onClose}>
        Cancel
      </button>
      <button type="submit" form={form} className="kit-button large primary" disabled={disabled}>
        {label}
      </button>
    </>
  );
}
