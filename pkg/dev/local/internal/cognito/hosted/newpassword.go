package hosted

// newPassword replaces the temporary password that an administrator gave, and signs in.
func (v *visit) newPassword() error {
	password, err := v.newPasswordOf()
	if err != nil {
		return err
	}
	user, err := v.pool.CompleteNewPassword(v.step.Name, password, nil)
	if err != nil {
		return err
	}
	v.closeStep()
	v.firstFactorProved(user)
	return nil
}
